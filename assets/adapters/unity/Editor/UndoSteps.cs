using System;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;
using Object = UnityEngine.Object;
using SceneView = UnityEditor.SceneView;

namespace VibeSync.Editor
{
    /// <summary>How what is written now gets into Unity's undo history: as one group of its own, or not at all.</summary>
    sealed class UndoSteps
    {
        readonly OwnWrites own;
        readonly Func<Scene> current;
        string name;
        int group;
        bool hasWritten;
        bool isSilent;

        public UndoSteps(OwnWrites own, Func<Scene> current)
        {
            this.own = own;
            this.current = current;
        }

        public bool IsInStep
        {
            get { return name != null; }
        }

        /// <summary>Whether a step or a silence is under way.</summary>
        public bool IsWriting
        {
            get { return IsInStep || isSilent; }
        }

        /// <summary>The name of the step that is under way.</summary>
        public string Name
        {
            get { return name; }
        }

        /// <summary>While true, what Unity tells of undoing is this adapter's own doing.</summary>
        public bool IsDropping { get; private set; }

        public void Begin(string stepName)
        {
            if (IsWriting)
                throw new InvalidOperationException("A step is under way.");
            // What a person has recorded until now stays a step of theirs.
            Undo.FlushUndoRecordObjects();
            Undo.IncrementCurrentGroup();
            Undo.SetCurrentGroupName(stepName);
            group = Undo.GetCurrentGroup();
            name = stepName;
            hasWritten = false;
        }

        public UndoGroup End()
        {
            // Only what was recorded in the step belongs to it: flush before leaving.
            Undo.FlushUndoRecordObjects();
            string ended = Leave();
            if (!hasWritten)
                return null;
            // Components and parents name the group after themselves.
            Undo.SetCurrentGroupName(ended);
            Undo.CollapseUndoOperations(group);
            Undo.IncrementCurrentGroup();
            own.Settle();
            SceneView.RepaintAll();
            return new UndoGroup(group, ended);
        }

        public void Drop()
        {
            Undo.FlushUndoRecordObjects();
            Leave();
            if (!hasWritten)
                return;
            IsDropping = true;
            try
            {
                Undo.RevertAllDownToGroup(group);
            }
            finally
            {
                IsDropping = false;
            }
            own.Settle();
            SceneView.RepaintAll();
        }

        public void BeginSilence()
        {
            if (IsWriting)
                throw new InvalidOperationException("A step is under way.");
            isSilent = true;
            hasWritten = false;
        }

        public void EndSilence()
        {
            if (!isSilent)
                throw new InvalidOperationException("Nothing was silenced.");
            isSilent = false;
            if (!hasWritten)
                return;
            MarkUnsaved();
            own.Settle();
            SceneView.RepaintAll();
        }

        /// <summary>Call before values of this object or component are written.</summary>
        public void Before(Object target)
        {
            if (IsInStep)
                Undo.RecordObject(target, name);
        }

        /// <summary>Call after values of `target`, of this GameObject, were written.</summary>
        public void After(Object target, GameObject item)
        {
            KeepInInstance(target);
            Wrote(item);
        }

        /// <summary>Call after anything else of this GameObject was changed.</summary>
        public void Wrote(GameObject item)
        {
            hasWritten = true;
            if (IsWriting)
                own.Add(item);
            else
                MarkUnsaved();
        }

        /// <summary>Call after something was written that is no part of a step.</summary>
        public void Aside(Object target)
        {
            KeepInInstance(target);
            MarkUnsaved();
        }

        void MarkUnsaved()
        {
            MarkUnsaved(current());
        }

        /// <summary>The scene differs from its file. In play mode Unity refuses to hear of that: what is open there is a copy.</summary>
        public static void MarkUnsaved(Scene scene)
        {
            if (!EditorApplication.isPlaying && scene.IsValid())
                EditorSceneManager.MarkSceneDirty(scene);
        }

        /// <summary>Without this a prefab instance takes its prefab's value again when it is loaded.</summary>
        static void KeepInInstance(Object target)
        {
            if (PrefabUtility.IsPartOfPrefabInstance(target))
                PrefabUtility.RecordPrefabInstancePropertyModifications(target);
        }

        string Leave()
        {
            if (!IsInStep)
                throw new InvalidOperationException("No step is under way.");
            string left = name;
            name = null;
            return left;
        }
    }
}
