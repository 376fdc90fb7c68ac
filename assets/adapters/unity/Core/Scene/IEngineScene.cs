using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>The scene that the engine has open, in the engine's own frame and words. All members are for the engine's
    /// main thread only. What cannot be written raises <see cref="EngineRefusal"/>.</summary>
    /// <remarks>The session knows nothing of an engine but this. Two implement it: the editor's layer over Unity, and
    /// the tests' world that behaves by Unity's rules.</remarks>
    public interface IEngineScene
    {
        /// <summary>The file's name as a person knows it.</summary>
        string Title { get; }

        /// <summary>What the engine knows the file by on this computer, the same for the same file wherever it is moved, and another one
        /// for each copy; null where the scene was never saved, or where the engine does not know it yet. It stays in here: only what
        /// tells files apart goes out (<see cref="FileIdentity"/>).</summary>
        string FileKey { get; }

        /// <summary>Whether the open scene differs from its file.</summary>
        bool IsUnsaved { get; }

        /// <summary>Whether the scene that was bound is loaded. An additive scene or another one may be open in its stead.</summary>
        bool IsLoaded { get; }

        /// <summary>The hints kept in the scene (R21); all null where there are none. Writing is no undo step.</summary>
        SceneBinding Binding { get; set; }

        /// <summary>Every object of the bound scene but stashed ones, or `root` with what hangs on it; parents before their children.
        /// One may go on after turns in which the scene has changed: whatever has stayed in its place is met, and once.</summary>
        IEnumerable<IEngineObject> Walk(IEngineObject root = null);

        /// <summary>The object with this handle, or null when it is not in the bound scene.</summary>
        IEngineObject Find(long handle);

        /// <summary>A new object with the data that this kind starts with, below `parent` or at the root, with identity local
        /// transform.</summary>
        IEngineObject Create(ObjectKind kind, string name, IEngineObject parent);

        /// <summary>Takes the object out for good. Its children go to the root first, where they are not shared.</summary>
        void Destroy(IEngineObject item);

        /// <summary>Takes one object out of the scene, with all that hangs on it, so that it can be put back
        /// as it was (R15). Shared children have been taken out before; what is not shared goes along. A fixed part is out of the scene
        /// from here on, and is followed by its whole.</summary>
        void Stash(IEngineObject item);

        /// <summary>Puts a stashed object back below `parent` (or at the root), at the place among its siblings and with the
        /// selection that it had.</summary>
        void Unstash(IEngineObject item, IEngineObject parent);

        /// <summary>Everything that is written until <see cref="EndStep"/> is one undo step of this name.</summary>
        void BeginStep(string name);

        /// <summary>Ends the step and returns its group; null where nothing was written.</summary>
        UndoGroup EndStep();

        /// <summary>Ends the step without leaving one: all that was written in it has been written back.</summary>
        void DropStep();

        /// <summary>Writes without leaving an undo step, until <see cref="EndSilence"/>: for setting back what an undo took
        /// along, since a new step would end the artist's redo.</summary>
        void BeginSilence();

        /// <summary>Ends what <see cref="BeginSilence"/> began.</summary>
        void EndSilence();

        /// <summary>What happened since the last call, oldest first. Never what this adapter wrote itself. Saving is not among
        /// it: that cannot wait, and is told to the adapter when it happens.</summary>
        IReadOnlyList<EngineEvent> TakeEvents();

        /// <summary>Handles of what the artist holds at this moment: being dragged, or in a mode that edits it (rule 6). The same set as
        /// long as it is the same: it is asked for in each turn, and all of a large scene may be in it.</summary>
        ISet<long> InHands { get; }

        /// <summary>Handles of what the artist is typing values of: nobody else writes to it (rule 6), while they go on and each value
        /// counts as soon as it stands. The same set as long as it is the same.</summary>
        ISet<long> InEdit { get; }

        /// <summary>Handles of what the artist has selected, in its order. The same object as long as the selection is the same.</summary>
        IEnumerable<long> Selected { get; }

        /// <summary>From where the artist looks at it; null where no view of it is open.</summary>
        EngineViewpoint? Viewpoint { get; }

        /// <summary>What the engine is busy with, or null.</summary>
        EngineActivity Activity { get; }

        /// <summary>What play mode shows in the scene's stead.</summary>
        IPlayedScene Played { get; }

        /// <summary>A place beside the scene, whichever is open. To be disposed of before anything else happens.</summary>
        ITrialScene OpenTrial();
    }

    /// <summary>One object of the engine. Values are local, in the engine's frame (left-handed, Y up, metres).</summary>
    public interface IEngineObject
    {
        /// <summary>Who it is as long as it is loaded; after a reload it has another.</summary>
        long Handle { get; }

        /// <summary>Whether the engine still has it.</summary>
        bool IsAlive { get; }

        /// <summary>The id that the object carries in the scene, or null. A hint: copies carry it too. Writing is no undo step, and takes
        /// away what was kept of a name: that was somebody else's.</summary>
        string Id { get; set; }

        /// <summary>As the artist has it: several objects may be called so.</summary>
        string Name { get; set; }

        /// <summary>The shared name that was last given to it beside its own, in the scene; null where none was.</summary>
        KeptName? KeptName { get; set; }

        /// <summary>As long as it has an id, what it was when that was given to it, whatever components come and go: no operation
        /// changes a kind. Before that, what it is.</summary>
        ObjectKind Kind { get; }

        /// <summary>Whether it can be in the shared scene at all.</summary>
        bool IsShareable { get; }

        IEngineObject Parent { get; }

        /// <summary>What it is a fixed part of, as of a prefab's instance: it is stashed, put back and destroyed only together with
        /// that. Null for what stands for itself.</summary>
        IEngineObject Whole { get; }

        /// <summary>Hangs it below another object or, with null, at the root. Local values stay.</summary>
        void SetParent(IEngineObject parent);

        EngineTransform Local { get; set; }

        /// <summary>The object's own active flag.</summary>
        bool IsActive { get; set; }

        /// <summary>What was last written of the shared visibility, kept beside the object since one flag cannot hold two; null
        /// where nothing was.</summary>
        Visibility? WrittenVisibility { get; set; }

        /// <summary>The shared custom properties, ordered by key.</summary>
        IReadOnlyList<KeyValuePair<string, JsonValue>> Properties { get; }

        /// <summary>Sets a custom property or, with null, takes it away.</summary>
        void SetProperty(string key, JsonValue value);

        /// <summary>What the engine sets rather than the artist (rule 10).</summary>
        DrivenFacets Driven { get; }
    }
}
