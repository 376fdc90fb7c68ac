using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;
using VibeSync.Core;
using Transform = UnityEngine.Transform;

namespace VibeSync.Editor
{
    /// <summary>A preview scene: Unity neither lists nor saves it, and it has no part in the undo history.</summary>
    sealed class PreviewTrial : ITrialScene
    {
        const string Name = "VibeSync check";

        readonly Scene scene = EditorSceneManager.NewPreviewScene();

        public ITrialObject Create(ObjectKind kind, ITrialObject parent)
        {
            // Made hidden, so that the open scene, through which it comes, is not changed by it; and switched off, so that no
            // camera or light of it ever shows anything.
            GameObject made = EditorUtility.CreateGameObjectWithHideFlags(Name, HideFlags.HideAndDontSave);
            SceneManager.MoveGameObjectToScene(made, scene);
            made.SetActive(false);
            Kinds.AddData(made, kind);
            if (parent != null)
                made.transform.SetParent(((TrialObject)parent).Place, false);
            return new TrialObject(made.transform);
        }

        public void Dispose()
        {
            foreach (GameObject each in scene.GetRootGameObjects())
                Object.DestroyImmediate(each);
            EditorSceneManager.ClosePreviewScene(scene);
        }

        sealed class TrialObject : ITrialObject
        {
            public TrialObject(Transform place)
            {
                Place = place;
            }

            public Transform Place { get; }

            public EngineTransform Local
            {
                get { return LocalPlace.Read(Place); }
                set { LocalPlace.Write(Place, value); }
            }

            public WorldPlace World
            {
                get
                {
                    Matrix4x4 matrix = Place.localToWorldMatrix;
                    return new WorldPlace(
                        Of(matrix.GetColumn(0)), Of(matrix.GetColumn(1)), Of(matrix.GetColumn(2)), Of(matrix.GetColumn(3)));
                }
            }

            static Core.Vector3 Of(Vector4 column)
            {
                return new Core.Vector3(column.x, column.y, column.z);
            }
        }
    }
}
