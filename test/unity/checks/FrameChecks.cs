using System;
using System.Collections.Generic;
using VibeSync.Core;

namespace VibeSync.Checks
{
    /// <summary>Frames against those that the application's own schemas accept and refuse.</summary>
    public static class FrameChecks
    {
        const string Reordered = "keys in another order, with spaces";

        // One of every operation and of every facet's state, which the recorded frames need not have.
        const string Everything =
            "{'type':'apply','n':1,'label':'','by':'','operations':["
            + "{'op':'create','object':OBJECT},{'op':'delete','id':'ID','descendants':['ID']},"
            + "{'op':'rename','id':'ID','name':'x'},{'op':'reparent','id':'ID','parent':null},"
            + "{'op':'reparent','id':'ID','parent':'ID'},{'op':'set_transform','id':'ID','transform':TRANSFORM},"
            + "{'op':'set_visibility','id':'ID','visibility':{'viewport':true,'render':false}},"
            + "{'op':'set_property','id':'ID','key':'k','value':null},{'op':'set_property','id':'ID','key':'k','value':[1,2]}]}";

        const string EveryFacet =
            "{'type':'compensate','n':3,'entries':["
            + "{'id':'ID','facet':'existence','expected':{'id':'ID','facet':'existence','value':OBJECT},"
            + "'restore':{'id':'ID','facet':'existence','value':null}},"
            + "{'id':'ID','facet':'name','expected':{'id':'ID','facet':'name','value':'a'},"
            + "'restore':{'id':'ID','facet':'name','value':'b'}},"
            + "{'id':'ID','facet':'parent','expected':{'id':'ID','facet':'parent','value':null},"
            + "'restore':{'id':'ID','facet':'parent','value':'ID'}},"
            + "{'id':'ID','facet':'visibility','expected':{'id':'ID','facet':'visibility','value':{'viewport':true,'render':true}},"
            + "'restore':{'id':'ID','facet':'visibility','value':{'viewport':false,'render':true}}},"
            + "{'id':'ID','facet':'property:k','expected':{'id':'ID','facet':'property:k','value':1},"
            + "'restore':{'id':'ID','facet':'property:k','value':null}}]}";

        [Check("every recorded frame from the application is read whole, or refused with its code")]
        public static void ToAdapter()
        {
            var read = new HashSet<string>();
            foreach (JsonValue recorded in Recorded("to_adapter"))
            {
                string text = recorded.Find("text").AsText;
                string name = recorded.Find("name").AsText;
                JsonValue code = recorded.Find("code");
                if (code.IsNull)
                {
                    IncomingFrame frame = IncomingFrame.Parse(text);
                    Expect.Equal(StrictJson.Parse(text), Respelled.Frame(frame), name);
                    read.Add(frame.Type);
                }
                else
                    Expect.Refused(code.AsText, () => IncomingFrame.Parse(text), name);
            }
            Expect.True(read.SetEquals(IncomingFrame.Types), "there is one of every type");
        }

        [Check("every recorded frame to the application is written, to the byte")]
        public static void ToOrchestrator()
        {
            var written = new HashSet<string>();
            foreach (JsonValue recorded in Recorded("to_orchestrator"))
            {
                if (!recorded.Find("code").IsNull)
                    continue;
                string text = recorded.Find("text").AsText;
                string name = recorded.Find("name").AsText;
                OutgoingFrame frame = Rebuilt.Frame(StrictJson.Parse(text));
                if (name.EndsWith(Reordered, StringComparison.Ordinal))
                    Expect.Equal(StrictJson.Parse(text), StrictJson.Parse(frame.Write()), name);
                else
                    Expect.Equal(text, frame.Write(), name);
                written.Add(frame.Type);
            }
            Expect.True(written.SetEquals(Rebuilt.Types), "there is one of every type");
        }

        [Check("every operation and every facet's state is read whole")]
        public static void EveryShape()
        {
            foreach (string each in new[] { Everything, EveryFacet })
                Expect.Equal(StrictJson.Parse(Spelled(each)), Respelled.Frame(IncomingFrame.Parse(Spelled(each))), "read");
        }

        [Check("a missing, wrong or unknown field anywhere is refused")]
        public static void AnyFieldWrong()
        {
            int tried = 0;
            foreach (JsonValue frame in ValidFrames())
                foreach (KeyValuePair<string, JsonValue> broken in Breakage.Of(frame))
                {
                    tried += 1;
                    Expect.Throws<ProtocolError>(() => IncomingFrame.FromJson(broken.Value), frame.Find("type").AsText + broken.Key);
                }
            Expect.True(tried > 500, "many were tried: " + tried);
        }

        [Check("particular wrongs")]
        public static void ParticularWrongs()
        {
            foreach (string each in new[]
            {
                "{'type':'live','revision':-1}",
                "{'type':'live','revision':1.5}",
                "{'type':'live','revision':9007199254740992}",
                "{'type':'take_inventory','request':0}",
                "{'type':'bind','project':'0000000A-0000-4000-8000-000000000001','scene':'ID'}",
                "{'type':'bind','project':'ID\\n','scene':'ID'}",
                "{'type':'bind','project':'00000000-0000-4000-8000-00000000001','scene':'ID'}",
                "{'type':'revoked','code':'Bye','message':''}",
                "{'type':'revoked','code':'','message':''}",
                "{'type':'revoked','code':'1st','message':''}",
                Confirmation(new string('g', FrameLimits.HashUnits)),
                Confirmation(new string('A', FrameLimits.HashUnits)),
                Confirmation(new string('a', FrameLimits.HashUnits - 1)),
                "{'type':'adopt','n':1,'edit':'ID','facets':[{'id':'ID','facet':'colour'}]}",
                "{'type':'adopt','n':1,'edit':'ID','facets':[{'id':'ID','facet':'property:__proto__'}]}",
                "{'type':'apply','n':1,'label':'','by':'','operations':[{'op':'set_property','id':'ID','key':'__proto__','value':1}]}",
                "{'type':'apply','n':1,'label':'','by':'','operations':[{'op':'set_property','id':'ID','key':'k','value':[1]}]}",
                "{'type':'apply','n':1,'label':'','by':'','operations':[{'op':'set_property','id':'ID','key':'k','value':1e39}]}",
                "{'type':'apply','n':1,'label':'','by':'','operations':[{'op':'explode','id':'ID'}]}",
                "{'type':'note','message':'" + new string('x', FrameLimits.MessageUnits + 1) + "'}",
            })
                Expect.Refused(ProtocolError.InvalidMessage, () => IncomingFrame.Parse(Spelled(each)), each);
            string other = "{'type':'compensate','n':1,'entries':[{'id':'ID','facet':'name',"
                + "'expected':{'id':'00000000-0000-4000-8000-000000000002','facet':'name','value':'a'},"
                + "'restore':{'id':'ID','facet':'name','value':'a'}}]}";
            Expect.Refused(ProtocolError.InvalidMessage, () => IncomingFrame.Parse(Spelled(other)), "about another object");
        }

        [Check("values are made canonical as they are read")]
        public static void Canonical()
        {
            var frame = (ApplyFrame)IncomingFrame.Parse(Spelled(
                "{'type':'apply','n':1,'label':'','by':'','operations':[{'op':'set_transform','id':'ID','transform':"
                + "{'translation':[0.1,-0.0,0],'rotation':[0,0,3,-4],'scale':[1,1,1]}}]}"));
            Transform read = ((SetTransformOperation)frame.Operations[0]).Transform;
            Expect.Equal(new Vector3(0.1f, 0f, 0f), read.Translation, "rounded");
            Expect.Equal(new Quaternion(0f, 0f, -0.6f, 0.8f), read.Rotation, "of unit length, w ≥ 0");
        }

        [Check("texts for a person are cut to what may travel")]
        public static void Cut()
        {
            string endless = "\uD83E" + "\0" + new string('x', 5000);
            var failed = new FailedFrame(1, "library_object", endless);
            Expect.Equal(FrameLimits.MessageUnits, StrictJson.Parse(failed.Write()).Find("message").AsText.Length, "failed");
            var busy = new BusyFrame(BusyKind.Parked, endless, null);
            Expect.Equal(FrameLimits.ActivityUnits, StrictJson.Parse(busy.Write()).Find("activity").AsText.Length, "busy");
            var scene = new SceneFrame(new OpenScene(null, null, null, endless, null, true));
            Expect.Equal(FrameLimits.TitleUnits, StrictJson.Parse(scene.Write()).Find("scene").Find("title").AsText.Length, "scene");
            var saved = new SavedAsFrame(endless, null);
            Expect.Equal(FrameLimits.TitleUnits, StrictJson.Parse(saved.Write()).Find("title").AsText.Length, "saved_as");
        }

        static string Confirmation(string head)
        {
            return "{'type':'confirm','n':1,'receipt':{'ledger':'ID','n':1,'head':'" + head + "','mac':'"
                + new string('b', FrameLimits.HashUnits) + "'}}";
        }

        static string Spelled(string template)
        {
            return template
                .Replace("OBJECT", "{'id':'ID','kind':'mesh','name':'Cube','parent':null,'transform':TRANSFORM,"
                    + "'visibility':{'viewport':true,'render':true},'properties':{'a':1,'b':[1,2],'c':'x','d':false}}")
                .Replace("TRANSFORM", "{'translation':[0,0,0],'rotation':[0,0,0,1],'scale':[1,1,1]}")
                .Replace("ID", Sample.Id(1))
                .Replace('\'', '"');
        }

        static IEnumerable<JsonValue> Recorded(string direction)
        {
            IReadOnlyList<JsonValue> recorded = Runner.ReadJson("test/protocol/frames.json").Find(direction).Items;
            Expect.True(recorded.Count > 100, "there are recorded frames");
            return recorded;
        }

        static List<JsonValue> ValidFrames()
        {
            var valid = new List<JsonValue> { StrictJson.Parse(Spelled(Everything)), StrictJson.Parse(Spelled(EveryFacet)) };
            var types = new HashSet<string>();
            foreach (JsonValue recorded in Recorded("to_adapter"))
                if (recorded.Find("code").IsNull && types.Add(recorded.Find("type").AsText))
                    valid.Add(StrictJson.Parse(recorded.Find("text").AsText));
            return valid;
        }
    }
}
