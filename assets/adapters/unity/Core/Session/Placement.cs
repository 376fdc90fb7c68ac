namespace VibeSync.Core
{
    /// <summary>The engine's local transforms, written and composed.</summary>
    public static class Placement
    {
        /// <summary>The engine's transform for `target`. What `now` holds already is taken from there bit for bit, so that nothing
        /// changes that did not have to.</summary>
        public static EngineTransform ToEngine(Transform target, EngineTransform now, ObjectKind kind, ObjectKind? parentKind)
        {
            EngineTransform wanted = Conversions.ToUnity(target, kind, parentKind);
            Transform held;
            try
            {
                held = Conversions.ToCanonical(now, kind, parentKind);
            }
            catch (UnrepresentableException)
            {
                return wanted;
            }
            return new EngineTransform(
                held.Translation == target.Translation ? now.Position : wanted.Position,
                held.Rotation == target.Rotation ? now.Rotation : wanted.Rotation,
                held.Scale == target.Scale ? now.Scale : wanted.Scale);
        }

        /// <summary>Where something at `local` below something at `above` stands in that one's frame. Shear is lost.</summary>
        public static EngineTransform Below(EngineTransform above, EngineTransform local)
        {
            Vector3 scaled = Times(above.Scale, local.Position);
            return new EngineTransform(
                Plus(above.Position, Rotated(above.Rotation, scaled)),
                Product(above.Rotation, local.Rotation),
                Times(above.Scale, local.Scale));
        }

        static Vector3 Times(Vector3 a, Vector3 b)
        {
            return new Vector3(a.X * b.X, a.Y * b.Y, a.Z * b.Z);
        }

        static Vector3 Plus(Vector3 a, Vector3 b)
        {
            return new Vector3(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
        }

        static Vector3 Rotated(Quaternion q, Vector3 v)
        {
            double x = 2.0 * (q.Y * (double)v.Z - q.Z * (double)v.Y);
            double y = 2.0 * (q.Z * (double)v.X - q.X * (double)v.Z);
            double z = 2.0 * (q.X * (double)v.Y - q.Y * (double)v.X);
            return new Vector3(
                (float)(v.X + q.W * x + q.Y * z - q.Z * y),
                (float)(v.Y + q.W * y + q.Z * x - q.X * z),
                (float)(v.Z + q.W * z + q.X * y - q.Y * x));
        }

        /// <summary>Hamilton's product: first b, then a.</summary>
        static Quaternion Product(Quaternion a, Quaternion b)
        {
            return new Quaternion(
                (float)((double)a.W * b.X + (double)a.X * b.W + (double)a.Y * b.Z - (double)a.Z * b.Y),
                (float)((double)a.W * b.Y - (double)a.X * b.Z + (double)a.Y * b.W + (double)a.Z * b.X),
                (float)((double)a.W * b.Z + (double)a.X * b.Y - (double)a.Y * b.X + (double)a.Z * b.W),
                (float)((double)a.W * b.W - (double)a.X * b.X - (double)a.Y * b.Y - (double)a.Z * b.Z));
        }
    }
}
