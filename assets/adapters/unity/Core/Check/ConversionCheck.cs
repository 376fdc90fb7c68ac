using System;
using System.Collections.Generic;
using System.Globalization;

namespace VibeSync.Core
{
    /// <summary>The engine's transform for a shared one, as <see cref="Placement.ToEngine"/> makes it.</summary>
    public delegate EngineTransform ToEngine(Transform target, EngineTransform now, ObjectKind kind, ObjectKind? parentKind);

    /// <summary>The conversion self-test: known objects, written as the application's are, in a place of their own that is gone when
    /// it ends. Where they are is the engine's word, and nothing of what was written.</summary>
    public static class ConversionCheck
    {
        public const string Busy = "busy";

        /// <summary>Half of a turn's angle is in its quaternion, so what that may be off by counts double in the axes (R33).</summary>
        public const double DirectionBound = 2.0 * Matching.RotationBound;

        const double DegreesPerRadian = 180.0 / Math.PI;

        /// <summary>Lines for the artist: the result, then a sentence for each pose that differs. Raises EngineRefusal while the engine
        /// is busy.</summary>
        public static IReadOnlyList<string> Run(IEngineScene scene)
        {
            return Run(scene, ConversionPoses.All, Placement.ToEngine);
        }

        /// <summary>With other poses, or another conversion.</summary>
        public static IReadOnlyList<string> Run(IEngineScene scene, IReadOnlyList<ConversionPose> poses, ToEngine convert)
        {
            Refuse(scene);
            var sentences = new List<string>();
            using (ITrialScene trial = scene.OpenTrial())
            {
                List<ITrialObject> made = Make(trial, poses, convert);
                for (int index = 0; index < poses.Count; index += 1)
                {
                    List<string> off = Differences(poses[index], made[index].World);
                    if (off.Count > 0)
                        sentences.Add("The " + poses[index].Name + ": " + string.Join(", ", off) + ".");
                }
            }
            sentences.Insert(0, Summary(poses.Count, sentences.Count));
            return sentences;
        }

        static void Refuse(IEngineScene scene)
        {
            EngineActivity activity = scene.Activity;
            if (activity == null && scene.InHands.Count == 0)
                return;
            string what = activity == null ? "dragging" : activity.Words;
            throw new EngineRefusal(Busy, "Unity is busy (" + what + "). Check again afterwards.");
        }

        static List<ITrialObject> Make(ITrialScene trial, IReadOnlyList<ConversionPose> poses, ToEngine convert)
        {
            var made = new List<ITrialObject>();
            foreach (ConversionPose each in poses)
            {
                ITrialObject item = trial.Create(each.Kind, each.Parent.HasValue ? made[each.Parent.Value] : null);
                ObjectKind? parentKind = each.Parent.HasValue ? poses[each.Parent.Value].Kind : (ObjectKind?)null;
                item.Local = convert(each.Transform, item.Local, each.Kind, parentKind);
                made.Add(item);
            }
            return made;
        }

        static string Summary(int poses, int differing)
        {
            if (differing == 0)
                return "All " + Say(poses) + " poses agree.";
            return Say(differing) + " of " + Say(poses) + (differing == 1 ? " poses differs:" : " poses differ:");
        }

        static List<string> Differences(ConversionPose pose, WorldPlace found)
        {
            var off = new List<string>();
            WorldPlace wanted = pose.Place;
            double distance = Distance(wanted.Origin, found.Origin);
            double bound = Math.Max(Matching.TranslationBound, Matching.TranslationShare * Length(wanted.Origin));
            if (!(distance <= bound))
                off.Add("stands " + Say(distance) + " m off");
            AddAxis(off, "X", wanted.X, found.X);
            AddAxis(off, "Y", wanted.Y, found.Y);
            AddAxis(off, "Z", wanted.Z, found.Z);
            // Cameras and lights look along their own +Z in Unity.
            double angle = pose.Looks.HasValue ? Angle(pose.Looks.Value, found.Z) : 0.0;
            if (!(angle <= DirectionBound))
                off.Add((pose.Kind == ObjectKind.Camera ? "looks " : "shines ") + Say(angle * DegreesPerRadian) + "° off");
            return off;
        }

        static void AddAxis(List<string> off, string name, Vector3 wanted, Vector3 found)
        {
            if (Distance(wanted, found) <= DirectionBound * Length(wanted))
                return;
            double angle = Angle(wanted, found);
            off.Add(angle <= DirectionBound
                ? name + " axis " + (Length(found) / Length(wanted)).ToString("G6", CultureInfo.InvariantCulture) + " times as long"
                : name + " axis " + Say(angle * DegreesPerRadian) + "° off");
        }

        /// <summary>Radians between two directions; by the sine and cosine together, so that small ones are told apart too.</summary>
        static double Angle(Vector3 a, Vector3 b)
        {
            double x = (double)a.Y * b.Z - (double)a.Z * b.Y;
            double y = (double)a.Z * b.X - (double)a.X * b.Z;
            double z = (double)a.X * b.Y - (double)a.Y * b.X;
            double along = (double)a.X * b.X + (double)a.Y * b.Y + (double)a.Z * b.Z;
            return Math.Atan2(Math.Sqrt(x * x + y * y + z * z), along);
        }

        static double Distance(Vector3 a, Vector3 b)
        {
            return Length((double)a.X - b.X, (double)a.Y - b.Y, (double)a.Z - b.Z);
        }

        static double Length(Vector3 vector)
        {
            return Length(vector.X, vector.Y, vector.Z);
        }

        static double Length(double x, double y, double z)
        {
            return Math.Sqrt(x * x + y * y + z * z);
        }

        static string Say(int number)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        static string Say(double number)
        {
            return number.ToString("G3", CultureInfo.InvariantCulture);
        }
    }
}
