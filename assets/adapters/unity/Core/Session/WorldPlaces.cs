namespace VibeSync.Core
{
    /// <summary>Places in the engine's world, worked out from local values alone: of what is in no scene the engine knows none.</summary>
    public static class WorldPlaces
    {
        /// <summary>Of a local transform at the root.</summary>
        public static WorldPlace Of(EngineTransform local)
        {
            Vector3 scale = local.Scale;
            return new WorldPlace(
                Turned(local.Rotation, new Vector3(scale.X, 0f, 0f)),
                Turned(local.Rotation, new Vector3(0f, scale.Y, 0f)),
                Turned(local.Rotation, new Vector3(0f, 0f, scale.Z)),
                local.Position);
        }

        /// <summary>Of an object of the scene, with all that it hangs on.</summary>
        public static WorldPlace Of(IEngineObject item)
        {
            WorldPlace place = Of(item.Local);
            for (IEngineObject above = item.Parent; above != null; above = above.Parent)
                place = Below(Of(above.Local), place);
            return place;
        }

        /// <summary>Where it stands that is at `local` within `above`.</summary>
        public static WorldPlace Below(WorldPlace above, WorldPlace local)
        {
            return new WorldPlace(Along(above, local.X), Along(above, local.Y), Along(above, local.Z), above.At(local.Origin));
        }

        /// <summary>A point of this place's own axes in the world.</summary>
        public static Vector3 At(this WorldPlace place, Vector3 point)
        {
            Vector3 along = Along(place, point);
            return new Vector3(along.X + place.Origin.X, along.Y + place.Origin.Y, along.Z + place.Origin.Z);
        }

        static Vector3 Along(WorldPlace place, Vector3 way)
        {
            return new Vector3(
                place.X.X * way.X + place.Y.X * way.Y + place.Z.X * way.Z,
                place.X.Y * way.X + place.Y.Y * way.Y + place.Z.Y * way.Z,
                place.X.Z * way.X + place.Y.Z * way.Y + place.Z.Z * way.Z);
        }

        /// <summary>v + 2 q × (q × v + w v)</summary>
        static Vector3 Turned(Quaternion q, Vector3 v)
        {
            float crossX = q.Y * v.Z - q.Z * v.Y + q.W * v.X;
            float crossY = q.Z * v.X - q.X * v.Z + q.W * v.Y;
            float crossZ = q.X * v.Y - q.Y * v.X + q.W * v.Z;
            return new Vector3(
                v.X + 2f * (q.Y * crossZ - q.Z * crossY),
                v.Y + 2f * (q.Z * crossX - q.X * crossZ),
                v.Z + 2f * (q.X * crossY - q.Y * crossX));
        }
    }
}
