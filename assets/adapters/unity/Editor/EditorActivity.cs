using UnityEditor;
using VibeSync.Core;

namespace VibeSync.Editor
{
    /// <summary>What Unity is busy with (rule 7). What holds the main thread altogether, a dialog or an import, cannot be said from
    /// here: then the socket's thread still answers pings, and the application waits.</summary>
    static class EditorActivity
    {
        static readonly EngineActivity Playing = new EngineActivity(true, "play mode");
        static readonly EngineActivity Baking = new EngineActivity(true, "baking");
        static readonly EngineActivity Building = new EngineActivity(true, "building");
        // The Animation and Timeline windows write what they evaluate into the scene while they show it (rule 10).
        static readonly EngineActivity Previewing = new EngineActivity(true, "animation preview");
        static readonly EngineActivity Compiling = new EngineActivity(false, "compiling");
        static readonly EngineActivity Importing = new EngineActivity(false, "importing assets");
        static readonly EngineActivity Dragging = new EngineActivity(false, "dragging");

        /// <summary>From the moment in which play mode is asked for until Unity has put the scene back. While it leaves play mode it does
        /// not call itself about to change, and then for a moment not playing.</summary>
        public static bool IsPlaying
        {
            get { return EditorApplication.isPlaying || EditorApplication.isPlayingOrWillChangePlaymode || IsLeavingPlay; }
        }

        /// <summary>Play mode is over, and the scene is not back yet.</summary>
        public static bool IsLeavingPlay { get; set; }

        /// <summary>Null while nothing keeps Unity from taking changes.</summary>
        public static EngineActivity Current
        {
            get
            {
                if (IsPlaying)
                    return Playing;
                if (IsBaking)
                    return Baking;
                if (BuildPipeline.isBuildingPlayer)
                    return Building;
                if (AnimationMode.InAnimationMode())
                    return Previewing;
                if (EditorApplication.isCompiling)
                    return Compiling;
                if (EditorApplication.isUpdating)
                    return Importing;
                return Hands.AreFull ? Dragging : null;
            }
        }

        /// <summary>A bake that somebody asked for. Up to 2022.3 Unity can bake anew after each change, beside the artist's work: that
        /// holds nobody up.</summary>
        static bool IsBaking
        {
            get
            {
#if UNITY_6000_0_OR_NEWER
                return Lightmapping.isRunning;
#else
                return Lightmapping.isRunning && Lightmapping.giWorkflowMode != Lightmapping.GIWorkflowMode.Iterative;
#endif
            }
        }
    }
}
