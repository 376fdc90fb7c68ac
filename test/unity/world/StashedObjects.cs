using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>What is kept beside stashed objects: whether they were selected, and where in the world what is left below
    /// them stood.</summary>
    public sealed class StashedObjects
    {
        readonly EditorWorld world;
        readonly Dictionary<GameObject, int> selected = new Dictionary<GameObject, int>();
        readonly Dictionary<GameObject, EngineTransform> places = new Dictionary<GameObject, EngineTransform>();

        public StashedObjects(EditorWorld world)
        {
            this.world = world;
        }

        public void Take(GameObject item)
        {
            foreach (GameObject child in item.Children)
                places[child] = WorldTransform.Of(child);
            int index = world.Selection.IndexOf(item);
            if (index < 0)
                return;
            selected[item] = index;
            world.Selection.RemoveAt(index);
        }

        public void GiveBack(GameObject item)
        {
            int index;
            if (selected.TryGetValue(item, out index))
                world.Selection.Insert(index < world.Selection.Count ? index : world.Selection.Count, item);
            Forget(item);
        }

        public void Forget(GameObject item)
        {
            selected.Remove(item);
            foreach (GameObject child in item.Children)
                places.Remove(child);
        }

        /// <summary>Where it stands, or stood when what it hangs on was taken out.</summary>
        public EngineTransform WorldPlace(GameObject item)
        {
            EngineTransform place;
            return places.TryGetValue(item, out place) ? place : WorldTransform.Of(item);
        }

        /// <summary>Another scene is open: what was taken out of the last one is gone with it.</summary>
        public void Clear()
        {
            selected.Clear();
            places.Clear();
            foreach (GameObject each in world.Apart.RootList.ToArray())
                each.Detach();
        }
    }

    public static class WorldTransform
    {
        /// <summary>An object's place in the world. As Unity's lossyScale it leaves shear out.</summary>
        public static EngineTransform Of(GameObject item)
        {
            Vector3 position = item.Position;
            Quaternion rotation = item.Rotation;
            Vector3 scale = item.Scale;
            for (GameObject each = item.Parent; each != null; each = each.Parent)
            {
                Vector3 turned = Turn(each.Rotation, Times(each.Scale, position));
                position = new Vector3(each.Position.X + turned.X, each.Position.Y + turned.Y, each.Position.Z + turned.Z);
                rotation = Times(each.Rotation, rotation);
                scale = Times(each.Scale, scale);
            }
            return new EngineTransform(position, rotation, scale);
        }

        static Vector3 Times(Vector3 a, Vector3 b)
        {
            return new Vector3(a.X * b.X, a.Y * b.Y, a.Z * b.Z);
        }

        static Quaternion Times(Quaternion a, Quaternion b)
        {
            return new Quaternion(
                a.W * b.X + a.X * b.W + a.Y * b.Z - a.Z * b.Y,
                a.W * b.Y + a.Y * b.W + a.Z * b.X - a.X * b.Z,
                a.W * b.Z + a.Z * b.W + a.X * b.Y - a.Y * b.X,
                a.W * b.W - a.X * b.X - a.Y * b.Y - a.Z * b.Z);
        }

        static Vector3 Turn(Quaternion rotation, Vector3 vector)
        {
            Quaternion turned = Times(Times(rotation, new Quaternion(vector.X, vector.Y, vector.Z, 0f)),
                new Quaternion(-rotation.X, -rotation.Y, -rotation.Z, rotation.W));
            return new Vector3(turned.X, turned.Y, turned.Z);
        }
    }

    /// <summary>What an object of a kind has from the start.</summary>
    public static class StartingComponents
    {
        public static string[] Of(ObjectKind kind)
        {
            switch (kind)
            {
                case ObjectKind.Mesh:
                    return new[] { Component.Mesh, "MeshRenderer" };
                case ObjectKind.Light:
                    return new[] { Component.Light };
                case ObjectKind.Camera:
                    return new[] { Component.Camera };
                default:
                    return new string[0];
            }
        }
    }
}
