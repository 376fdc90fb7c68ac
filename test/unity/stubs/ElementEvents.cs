// Events of UI Toolkit. Addresses: see README.md in this folder for what precedes them.
namespace UnityEngine
{
    // KeyCode.html
    public enum KeyCode
    {
        None = 0,
        Return = 13,
        A = 97,
        KeypadEnter = 271,
    }
}

namespace UnityEngine.UIElements
{
    // UIElements.EventBase.html
    public abstract class EventBase
    {
        internal bool IsStopped;

        // UIElements.EventBase.StopPropagation.html
        public void StopPropagation()
        {
            IsStopped = true;
        }
    }

    // UIElements.EventBase_1.html
    public abstract class EventBase<T> : EventBase where T : EventBase<T>, new()
    {
    }

    // UIElements.KeyboardEventBase_1.html
    public abstract class KeyboardEventBase<T> : EventBase<T> where T : KeyboardEventBase<T>, new()
    {
        // UIElements.KeyboardEventBase_1-keyCode.html
        public KeyCode keyCode { get; protected set; }

        internal static T Of(KeyCode code)
        {
            var made = new T();
            made.keyCode = code;
            return made;
        }
    }

    // UIElements.KeyDownEvent.html
    public class KeyDownEvent : KeyboardEventBase<KeyDownEvent>
    {
    }

    // UIElements.ChangeEvent_1.html
    public class ChangeEvent<T> : EventBase<ChangeEvent<T>>
    {
        // UIElements.ChangeEvent_1-newValue.html
        public T newValue { get; protected internal set; }
    }

    // UIElements.INotifyValueChangedExtensions.html
    public static class INotifyValueChangedExtensions
    {
        // UIElements.INotifyValueChangedExtensions.RegisterValueChangedCallback.html
        public static bool RegisterValueChangedCallback<T>(this BaseField<T> control, EventCallback<ChangeEvent<T>> callback)
        {
            control.RegisterCallback(callback);
            return true;
        }
    }

    // UIElements.EventCallback_1.html
    public delegate void EventCallback<in TEventType>(TEventType evt);
}
