// UI Toolkit. Addresses: see README.md in this folder for what precedes them.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    // FontStyle.html
    public enum FontStyle
    {
        Normal,
        Bold,
        Italic,
        BoldAndItalic,
    }
}

namespace UnityEngine.UIElements
{
    // UIElements.TrickleDown.html
    public enum TrickleDown
    {
        NoTrickleDown,
        TrickleDown,
    }

    // UIElements.DisplayStyle.html
    public enum DisplayStyle
    {
        Flex,
        None,
    }

    // UIElements.WhiteSpace.html
    public enum WhiteSpace
    {
        Normal,
        NoWrap,
    }

    // UIElements.StyleEnum_1.html
    public struct StyleEnum<T> where T : struct, IConvertible
    {
        // UIElements.StyleEnum_1-value.html
        public T value { get; set; }

        // UIElements.StyleEnum_1-ctor.html; the conversion in the example of UIElements.DisplayStyle.Flex.html of 6000.3
        public static implicit operator StyleEnum<T>(T v)
        {
            return new StyleEnum<T> { value = v };
        }
    }

    // UIElements.StyleLength.html
    public struct StyleLength
    {
        internal float Pixels;

        // UIElements.StyleLength-ctor.html: the conversion itself has no page
        public static implicit operator StyleLength(float v)
        {
            return new StyleLength { Pixels = v };
        }
    }

    // UIElements.IStyle.html
    public interface IStyle
    {
        // UIElements.IStyle-display.html
        StyleEnum<DisplayStyle> display { get; set; }

        // UIElements.IStyle-whiteSpace.html
        StyleEnum<WhiteSpace> whiteSpace { get; set; }

        // UIElements.IStyle-unityFontStyleAndWeight.html
        StyleEnum<FontStyle> unityFontStyleAndWeight { get; set; }

        // UIElements.IStyle-marginTop.html
        StyleLength marginTop { get; set; }

        // UIElements.IStyle-paddingLeft.html
        StyleLength paddingLeft { get; set; }

        // UIElements.IStyle-paddingRight.html
        StyleLength paddingRight { get; set; }

        // UIElements.IStyle-paddingTop.html
        StyleLength paddingTop { get; set; }

        // UIElements.IStyle-paddingBottom.html
        StyleLength paddingBottom { get; set; }
    }

    // UIElements.IVisualElementScheduledItem.html
    public interface IVisualElementScheduledItem
    {
        // UIElements.IVisualElementScheduledItem.Every.html
        IVisualElementScheduledItem Every(long intervalMs);
    }

    // UIElements.IVisualElementScheduler.html
    public interface IVisualElementScheduler
    {
        // UIElements.IVisualElementScheduler.Execute.html
        IVisualElementScheduledItem Execute(Action updateEvent);
    }

    // UIElements.CallbackEventHandler.html
    public abstract class CallbackEventHandler
    {
        internal readonly List<Delegate> Callbacks = new List<Delegate>();

        // UIElements.CallbackEventHandler.RegisterCallback.html
        public void RegisterCallback<TEventType>(EventCallback<TEventType> callback, TrickleDown useTrickleDown = TrickleDown.NoTrickleDown)
            where TEventType : EventBase<TEventType>, new()
        {
            Callbacks.Add(callback);
        }
    }

    // UIElements.Focusable.html
    public abstract class Focusable : CallbackEventHandler
    {
        internal static Focusable Focused;

        // UIElements.Focusable.Focus.html
        public virtual void Focus()
        {
            Focused = this;
        }
    }

    // UIElements.VisualElement.html
    public class VisualElement : Focusable
    {
        readonly Scheduler scheduler = new Scheduler();
        internal readonly List<VisualElement> Below = new List<VisualElement>();

        // UIElements.VisualElement-style.html
        public IStyle style { get; } = new Styles();

        // UIElements.VisualElement-tooltip.html
        public string tooltip { get; set; }

        // UIElements.VisualElement-schedule.html
        public IVisualElementScheduler schedule
        {
            get { return scheduler; }
        }

        // UIElements.VisualElement.Add.html
        public void Add(VisualElement child)
        {
            Below.Add(child);
        }

        internal void Tick()
        {
            scheduler.Run();
        }

        sealed class Scheduler : IVisualElementScheduler, IVisualElementScheduledItem
        {
            readonly List<Action> actions = new List<Action>();

            public IVisualElementScheduledItem Execute(Action updateEvent)
            {
                actions.Add(updateEvent);
                return this;
            }

            public IVisualElementScheduledItem Every(long intervalMs)
            {
                return this;
            }

            public void Run()
            {
                actions.ForEach(each => each());
            }
        }

        sealed class Styles : IStyle
        {
            public StyleEnum<DisplayStyle> display { get; set; }
            public StyleEnum<WhiteSpace> whiteSpace { get; set; }
            public StyleEnum<FontStyle> unityFontStyleAndWeight { get; set; }
            public StyleLength marginTop { get; set; }
            public StyleLength paddingLeft { get; set; }
            public StyleLength paddingRight { get; set; }
            public StyleLength paddingTop { get; set; }
            public StyleLength paddingBottom { get; set; }
        }
    }

    // UIElements.ScrollView.html
    public class ScrollView : VisualElement
    {
    }

    // UIElements.TextElement.html
    public class TextElement : VisualElement
    {
        // UIElements.TextElement-text.html
        public virtual string text { get; set; } = "";

        // UIElements.TextElement-enableRichText.html
        public bool enableRichText { get; set; } = true;
    }

    // UIElements.Label.html
    public class Label : TextElement
    {
    }

    // UIElements.Button.html
    public class Button : TextElement
    {
        internal readonly Action Pressed;

        // UIElements.Button-ctor.html
        public Button(Action clickEvent)
        {
            Pressed = clickEvent;
        }
    }

    // UIElements.HelpBoxMessageType.html
    public enum HelpBoxMessageType
    {
        None,
        Info,
        Warning,
        Error,
    }

    // UIElements.HelpBox.html
    public class HelpBox : VisualElement
    {
        readonly Label label = new Label();

        // UIElements.HelpBox-ctor.html
        public HelpBox(string text, HelpBoxMessageType messageType)
        {
            Add(label);
            this.text = text;
        }

        // UIElements.HelpBox-text.html
        public string text
        {
            get { return label.text; }
            set { label.text = value; }
        }
    }

    // UIElements.UQueryBuilder_1.html
    public struct UQueryBuilder<T> where T : VisualElement
    {
        internal VisualElement Root;

        // UIElements.UQueryBuilder_1.ForEach.html
        public void ForEach(Action<T> funcCall)
        {
            Call(Root, funcCall);
        }

        static void Call(VisualElement element, Action<T> funcCall)
        {
            var fitting = element as T;
            if (fitting != null)
                funcCall(fitting);
            element.Below.ForEach(each => Call(each, funcCall));
        }
    }

    // UIElements.UQueryExtensions.html
    public static class UQueryExtensions
    {
        // UIElements.UQueryExtensions.Query.html
        public static UQueryBuilder<T> Query<T>(this VisualElement e, string name = null, string className = null) where T : VisualElement
        {
            return new UQueryBuilder<T> { Root = e };
        }
    }

    // UIElements.BaseField_1.html
    public abstract class BaseField<TValueType> : VisualElement
    {
        // UIElements.BaseField_1-value.html
        public virtual TValueType value { get; set; }
    }

    // UIElements.Toggle.html
    public class Toggle : BaseField<bool>
    {
        internal readonly string Caption;

        // UIElements.Toggle-ctor.html
        public Toggle(string label)
        {
            Caption = label;
        }

        internal void Flip()
        {
            value = !value;
            foreach (Delegate each in Callbacks)
                ((EventCallback<ChangeEvent<bool>>)each)(new ChangeEvent<bool> { newValue = value });
        }
    }

    // UIElements.TextField.html
    public class TextField : BaseField<string>
    {
        internal readonly string Caption;

        // UIElements.TextField-ctor.html
        public TextField(string label)
        {
            Caption = label;
            value = "";
        }
    }
}

namespace UnityEditor
{
    using UnityEngine.UIElements;

    // EditorWindow.html
    public class EditorWindow : UnityEngine.ScriptableObject
    {
        // EditorWindow-rootVisualElement.html
        public VisualElement rootVisualElement { get; } = new VisualElement();

        // EditorWindow.GetWindow.html
        public static T GetWindow<T>(string title) where T : EditorWindow
        {
            return Activator.CreateInstance<T>();
        }
    }
}
