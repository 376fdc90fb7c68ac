// Attributes. Addresses: see README.md in this folder for what precedes them.
using System;

namespace UnityEngine
{
    // DisallowMultipleComponent.html
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class DisallowMultipleComponent : Attribute
    {
    }

    // AddComponentMenu-ctor.html
    public sealed class AddComponentMenu : Attribute
    {
        public AddComponentMenu(string menuName)
        {
        }
    }

    // SerializeField.html
    public sealed class SerializeField : Attribute
    {
    }

    // HideInInspector.html
    public sealed class HideInInspector : Attribute
    {
    }

    // PropertyAttribute.html
    public abstract class PropertyAttribute : Attribute
    {
    }

    // TooltipAttribute-ctor.html
    public class TooltipAttribute : PropertyAttribute
    {
        public TooltipAttribute(string tooltip)
        {
        }
    }
}

namespace UnityEditor
{
    // InitializeOnLoadAttribute.html
    [AttributeUsage(AttributeTargets.Class)]
    public class InitializeOnLoadAttribute : Attribute
    {
    }

    // MenuItem.html
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MenuItem : Attribute
    {
        // MenuItem-ctor.html
        public MenuItem(string itemName)
        {
        }
    }
}
