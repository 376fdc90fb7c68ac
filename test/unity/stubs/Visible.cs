// The checks of the Editor layer set what in Unity only Unity sets.
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("EditorChecks")]
