/** The prose of the protocol reference: what the schemas cannot say. */
import { BOUNDS } from '#app/scene/index.ts';
import { stateDiagram } from './reference-states.ts';

export const INTRODUCTION = `
VibeSync is the only writer of a shared 3D scene. An *adapter* is the code inside an engine that shows the scene there:
it applies what it is told, reads back what the engine then really holds, and reports what people do in the engine.
It decides nothing, keeps nothing on disk, and never talks to another engine.

Text frames of JSON travel over a WebSocket on loopback. Every change has a *number*; number order is the order of
effects, and the *revision* is the number of the last change that is confirmed. VibeSync treats every adapter as hostile:
what is not exactly as this page has it ends the session. That is no reason for fear, only for a test of your own
against the frames in \`test/protocol/frames.json\`.
`;

export const CONNECTING = (path: string): string => `
1. **Find the port.** VibeSync writes \`run/endpoint.json\` into its data folder, which only the user can read, with
   \`url\` (\`ws://127.0.0.1:PORT${path}\`), \`pid\` and \`app\`. It holds no secret. The data folder is \`VibeSync\` in
   \`$XDG_CONFIG_HOME\` or \`~/.config\`, in \`~/Library/Application Support\`, or in \`%APPDATA%\`. When VibeSync launches
   the engine itself, \`VIBESYNC_URL\` and \`VIBESYNC_PAIRING_CODE\` are in the environment.
2. **Upgrade** with exactly this. No \`Origin\`: web pages are turned away. \`Host\` names 127.0.0.1, localhost or [::1]
   with the port.

   \`\`\`text
   GET ${path} HTTP/1.1
   Host: 127.0.0.1:PORT
   Upgrade: websocket
   Connection: Upgrade
   Sec-WebSocket-Version: 13
   Sec-WebSocket-Key: (16 random bytes, base64)
   Sec-WebSocket-Protocol: vibesync.v1
   Authorization: VibeSync-Pairing XXXX-XXXX
   \`\`\`

   The *pairing code* is shown in VibeSync for a person to type, or handed over in the environment. It works once and
   for five minutes. Small letters, a missing hyphen, and O for 0 or I and L for 1 are understood.
3. **Keep the token** that comes in \`welcome\`, in memory only. After a lost connection, the same upgrade with
   \`Authorization: Bearer TOKEN\` resumes the session: once, since the next \`welcome\` brings the next token. Keep the
   old one until that has come: where the line breaks before, it opens the session again. From then on use the new one
   alone, also where the line breaks before VibeSync has heard you: it is good from when it was sent, and the old one is
   dead with your first frame. Resume only after your old socket is closed. A token shown while its session is connected
   ends that session: somebody has stolen it. A process that has lost its token needs a new code.
4. **Back off** between attempts: half a second, doubled up to half a minute, with some chance in it. Read the
   endpoint file before each: an application that was started again has another port. After \`401 unauthorized\` with a
   token, stop and ask for a code.

Compression is not offered. A refused upgrade is answered with a status and one of these codes as its body, a line feed
after it:
`;

export const SESSION_STATES = `
${stateDiagram()}

- **greeting**: \`welcome\` comes, and \`hello\` is the first frame that the adapter sends. Only \`pong\` and \`bye\` may come before it.
- **foreign**: the open file is not of this project, or not known to be. Nothing is reported and nothing applied until
  a person links it: then \`bind\` comes, the adapter keeps both ids in the scene, in place of any that it has, and
  comparing begins. A copy of a file waits here, too, until a person says which of them is worked on; so does a
  file that was saved under another name while the line was cut, since \`hello\` then names another file.
- **comparing**: \`take_inventory\` asks for a digest of every object. Where digests differ, \`read_values\` asks what the
  engine holds; what would be lost is put aside durably before anything is changed. Where the file is older than the
  project, or differs in many places, a person is asked first, and nothing comes until they have answered.
  Before \`take_inventory\` comes \`decided\` for each of your edits that still waits, and after a resume for every one,
  decided or not. One that you told and that is not named then never arrived: the comparison finds what it did.
- **refreshing**: \`patch\` brings named objects to given values and leaves everything else alone. It is answered with
  the digests that the engine then has. Rounds repeat until they agree; where they do not after a few, the engine is
  set aside. Edits of yours that still wait stay as they are.
- **live**: \`apply\` comes, \`observed\` is admitted. A \`patch\` may come here, too, to set single objects back: it is
  answered as ever, and **no \`live\` follows it**, since the session has been live all the time. That message comes
  only at the end of comparing. Where a person wants objects shared that have an id already, \`read_values\` comes for
  them, then \`adopt\` under an edit that was never told. Again and again \`audit\` asks for the digests of some objects,
  so that nothing drifts apart unseen: every second at most, and the next time only when it is answered.
- **hold**: while the emergency override is in force nothing more is applied, until \`release\`. Go on reporting edits:
  they are \`collected\`. Where \`welcome\` names a halt it was pressed before, and no \`held\` is asked for; comparing,
  \`patch\` and \`live\` go on under it.
- **set_aside**: after \`failed\`, or a read-back that differed, the change is taken back in every engine that had it
  (\`compensate\` comes to you as well: what you have undone already is \`already\`) and made again without you. No message
  says so. After a second or more \`take_inventory\` comes, and you are compared. Go on reporting edits: what a person did
  is \`collected\` and goes on as when parked; what nobody did is found by the comparison. Answer what comes, and wait for
  nothing.
- **parked**: rendering, baking, play mode, or \`busy\` for longer than others wait: no message says so. Changes go on without
  this engine; \`ready\` brings it back through comparing. Tell what a person did meanwhile before you say \`ready\`: it is
  \`collected\`, stands while the engine is compared, and goes on once that is live. What a hand changed in play mode ends
  with it: \`offered\` tells of it, here or in any later state.
- **detached**: the socket is gone. For a while one resume is possible; it begins with \`hello\` again.
- In every state \`ping\` is answered with \`pong\`, from the socket's own thread, also while the engine is frozen.

What you tell of yourself (\`scene\`, \`observed\`, \`offered\`, \`declare\`, \`hands\`, \`selected\`, \`unmanaged\`, \`view\`, \`busy\`, \`ready\`, \`saved\`, \`saved_as\`,
\`bye\`) is legal in every state after \`hello\`; an \`observed\` that comes while you are neither live, parked nor
set aside, or before you have answered a \`take_inventory\`, is \`rejected\` with \`not_live\`, and the comparison finds what
it did. A violation (\`wrong_turn\`) is a second \`hello\`, and an answer to what this session was never asked, with two
exceptions that a network makes possible: an answer to a request that has been forgotten meanwhile, and a vote that crossed
its \`compensate\`, are ignored. The number of a \`request\`, \`halt\` or \`ping\` is given back as it came; nothing follows
from which number it is.
`;

export const DUTIES = `
- **Apply all or nothing**, as one named undo step. If one operation fails, undo the ones before it, send \`failed\`,
  and leave no trace.
- **Vote with what the engine holds.** \`applied\` carries every facet that the change wrote, read from the engine after
  applying: never from your own copy of what you were told. For a creation that is \`existence\` with the whole
  object; for a deletion \`existence\` with \`null\`, for the object and each of its descendants. Each facet stands there
  once and no other does: what the same change did to an object that it made is within its \`existence\`, as it is at
  the end, and naming \`transform\` beside it makes the read-back differ.
- **A facet is written by itself.** \`reparent\` leaves the local transform as it is, so that the object moves in the
  world unless a \`set_transform\` comes with it. Of a \`patch\`, write \`objects\` first and stash \`removed\` then: a child
  may have been moved out of what goes.
- **A number is applied once.** \`apply\` for a number that you have applied already is answered from the engine: if
  what it touched is as it should be after, vote; if as before, apply; if mixed, \`failed\`.
- **Answer \`adopt\` from the engine, too.** Your own edit has got its number: change nothing, read the facets named,
  vote. If they have moved on since, \`failed\` with the code \`moved_on\` is no fault. Edits of the very same values, told
  within 600 ms of each other and not numbered yet, become one change: \`adopt\` names the newest of them, and
  \`decided\` comes for each, with the same end.
- **Take back by compare-and-set.** For each entry of \`compensate\`, in order: if the engine holds \`expected\`, write
  \`restore\`; if it holds \`restore\`, it is \`already\` so; else touch nothing and report \`diverged\`. A value that a
  person has set meanwhile is theirs. Never use the engine's undo for this. A deleted object that had to be made anew,
  because nothing of it was left, is \`diverged\` too: what only the engine knew of it is lost.
- **Delete by stashing**: out of the scene, but kept, until \`confirm\` says that the deletion stands. Taking a deletion
  back then loses nothing. A file saved before that holds the object as if it had not been deleted: after a crash the
  comparison decides. What a \`patch\` deleted may go once you are \`live\`.
- **Report people's edits, once, at the end of a gesture**, with the undo step that proves a hand. The \`before\`
  values are those last read. Report a value only where it differs from what was last read there, so that rounding
  never becomes an edit. A difference without an undo step is drift: report it with \`undo\` null, and it is put back.
  When the artist undoes what VibeSync applied, that is an edit as well, with \`undo\` of kind \`undo\`.
- **Order an edit so that it can be repeated**: creations first, parents before children, each with the object as it is
  now (\`before\` is \`existence\` with \`null\`); then what changed; deletions last, each with exactly the descendants that
  the object still has after the operations before it (\`before\` is \`existence\` with the whole object, for each).
- **Take your time with an inventory**, an object or two in each of the engine's frames where need be, and send it when it
  is whole. What it says of an object is how that was in the moment in which it was read, and what differences are
  measured against from then on. What a person changes, deletes or makes before you are \`live\` is not lost by that:
  where you knew the object before, the inventory says how it was before the person's step, and the step is reported
  once you are \`live\`; of what you did not know before, it says what is there now.
- **\`applied_through\`** is the last number that you applied or adopted, or the revision of the last \`live\` where that
  is higher. A number that was never given out is a violation.
- **Names are unique** in the whole scene. Where the engine allows a second object of one name, report the newcomer
  under a free one (\`Cube.001\`), also what is shared by \`adopt_unmanaged\`, and leave it called in the engine what its
  artist called it: keep the shared name beside its id, as below, since paths and scripts go by the other. An edit with
  a name that is taken, or longer than the limit, is \`rejected\`: a rename is set back; a new object stays in the engine
  as it is and counts as unmanaged until it is adopted, and so does any object in an inventory whose id the project does
  not have.
- **Missing is not deleted.** An object that is hidden, excluded or in another scene of the file has not been deleted.
- **Say what is not yours to write**: \`declare\` what drivers, curves or constraints own; \`hands\` what the artist is
  holding, also before \`inventory\` and \`patched\`; \`busy\` before the main thread cannot answer. \`masked\` in \`hello\`
  lists what this engine cannot hold at all.
  A declaration belongs to the session and to an object that VibeSync holds; any other is dropped without a word.
  Declare again in each session when \`take_inventory\` has come, before you answer, since the digests count with it;
  and for an object that is being created, between its \`apply\` and your vote.
- **Write nothing into hands.** Tell \`hands\` before the first value changes; at the end of the gesture the edit, then
  \`hands\` without them. What crossed the first is answered so: \`apply\` with \`failed\` and the code \`in_hands\`, which is
  no fault once \`hands\` has told of the object; an entry of \`compensate\` with \`diverged\`; a \`patch\` without writing it,
  by the digest that the engine has. An \`inventory\` says how what is held was before the gesture, where you knew it;
  \`digests\` leaves it out. \`hands\` and \`busy\` belong to the session, as declarations do: after a new \`hello\` tell
  again what still is so, \`hands\` before you answer \`take_inventory\`. A \`scene\` ends hands and declarations, too.
- **Tell what is \`selected\`**, when that changes, and again after a new \`hello\` or \`scene\`. It holds nothing up but
  what an agent may do without being asked: an artist who looks at an object does not want to see it change by itself.
- **Tell how many are \`unmanaged\`** when that is another number than the last \`inventory\` or \`unmanaged\` said: what a
  script made, or what was put aside, is offered to the person for sharing by that number.
- **Draw \`ghosts\` over the scene, never into it**, if you name them among your \`features\`: nothing of them is an object,
  an undo step or an edit, and a frame that cannot be drawn is dropped. A \`parent\` is looked for among the ghosts of the
  same \`suggestion\` first, then in the scene; where it is neither, leave the ghost out. Draw none without a connection.
- **Tell your \`view\`**, if you like: a person who compares what is suggested with what there is then does so from where
  they look in your engine. It is read when they ask for it, and kept nowhere else.
- **Say \`busy\` first, then work.** What comes during \`short\` may wait in your queue and is answered after \`ready\`, in the
  order in which it came; each \`busy\` takes the place of the one before, and a \`ready\` too many does no harm.
- **Ids belong to objects.** Keep each object's id in the scene. Of two objects with one id, the one that was there
  first keeps it and the newcomer gets a fresh one, also when the copy was pasted, appended or instanced.
- **What the engine cannot hold as it is** (a name with characters that it takes away, one of the two visibilities, a
  rotation and a scale where it has only their matrix) may stand beside the object's id in the scene, together with what
  the engine made of it. It counts for as long as the engine still has exactly that; else somebody has changed it, and
  the engine's own value is read.
- **Offer what play mode takes back.** Where the engine sets its scene back when play mode ends, say before that in
  \`offered\` which values a person had changed by hand, as the hand left them: what the engine shows evidence for, not
  what scripts and physics moved, and never a coming or going of objects. Nothing of it is taken by default: a person
  chooses, and what they keep comes as \`apply\`. Keep an offer in memory until \`offer_kept\` names it, and say it again
  after a lost connection. The scene that is back is the file of before: no \`scene\` is sent for it.
- **Keep nothing else**: in the scene that, the ids of its objects, both ids of \`bind\`, and as of saving the last
  confirmed revision, which is the last \`confirm\` or the last \`live\`, whichever is higher; in memory the token, the last
  receipt, and what the answers above need until their change is confirmed; nothing else on disk.
`;

export const STRICT_JSON = `
One frame is one JSON object in UTF-8, with a \`type\`. Binary frames are not part of this version. Fragments are joined.
Beyond JSON itself, these are refused:

- a key twice in one object, also when one of them is written with escapes (\`"a"\` and \`"\\u0061"\`);
- the keys \`__proto__\`, \`constructor\` and \`prototype\`;
- a lone surrogate or a NUL in any text, raw or escaped;
- a number that is not finite as a 64-bit float (\`1e400\`), or an integer that it does not hold (\`9007199254740993\`);
- any field that the message does not have, and the lack of any that it has: \`null\` is written. Only what its table calls
  *optional* may be left out, and is never \`null\`.

The order of keys, white space and the spelling of numbers and texts are free. What comes is rounded to 32-bit floats:
nine significant digits name one, and six, as some writers print, do not.
`;

export const OBJECT_ENCODING = `
A digest names everything about one object in 32 hex digits: the first 16 bytes of SHA-256 over these bytes, all
little-endian.

\`\`\`text
u8    version, 1
16    id, the bytes of the UUID in the order in which it is written
u8    kind: 0 empty, 1 mesh, 2 light, 3 camera
text  name
u8    1 and 16 bytes of the parent's id, or 0
10    f32: translation x y z, rotation x y z w, scale x y z
u8    visibility: 1 for viewport + 2 for render
u32   number of properties, then each by the bytes of its key, ascending:
text    key
value   u8 tag: 0 false · 1 true · 2 f32 · 3 text · 4 u32 count, then f32 each

text = u32 length in bytes, UTF-8
\`\`\`

A facet in \`masked\` is the one byte 255 in place of its bytes; a masked property is left out and not counted. The same
holds for facets that were declared \`driven\` in this session.

Values are canonical before they are encoded, and in every frame:

- every number is rounded to the nearest 32-bit float, and −0 is 0;
- a quaternion whose squared length differs from one by more than a millionth is divided by its length, in 64-bit
  arithmetic, and rounded again; then it is negated if w < 0, or if w is 0 and the first of x, y, z that is not zero
  is negative.
`;

export const CONVERSIONS = `
The scene has glTF 2.0's conventions: metres, right-handed, +Y up, quaternions x y z w, cameras and lights look along
their local −Z. Transforms are local to the parent. An adapter converts at its edge and nowhere else.

| | Blender (right-handed, Z up) → shared | shared → Unity (left-handed, Y up) |
| --- | --- | --- |
| position | (x, z, −y) | (−x, y, z) |
| rotation | (w, x, y, z) → x y z w (x, z, −y, w) | (x, −y, −z, w) |
| scale | (x, z, y) | (x, y, z) |

- These are swaps and signs, exact in 32-bit floats both ways: expect equality to the bit.
- Cameras and lights look along −Z in Blender and here, along +Z in Unity, and keep that axis while the frame around
  them turns: from Blender, multiply on the right by −90° about X; to Unity, by 180° about Y. Their children need the
  inverse. √½ is not exact, so these are compared within bounds.
- Metres are the engine's units times its scale of the scene, for positions and never for an object's scale.
- Where an engine stores Euler angles or a parent's inverse, say so in \`declare\` with \`bounded\`. Cameras, lights and
  their children are bounded without a word.
- Within bounds means: each component of the rotation differs by no more than ${BOUNDS.rotation}, of the translation by
  ${BOUNDS.translation} m or ${BOUNDS.translationShare} of the larger value, of the scale by ${BOUNDS.scaleShare} of it.
  Components are compared, not matrices: of a mirrored object a matrix gives another rotation and scale with the same
  effect, and they differ.
- Shear does not fit translation, rotation and scale: report it to the artist, never drop it silently. \`declare\` the
  object's \`transform\` as \`driven\` for as long as it lasts.
- In an engine with glTF's own frame (Godot) there is nothing to convert.
`;

export const WRITING_AN_ADAPTER = `
An order that works, each step tested before the next:

1. **The socket**: upgrade with a code, resume with a token, back-off, \`ping\` answered from a thread of its own.
   A queue leads to the engine's main thread; only that thread touches the engine.
2. **Values**: read an object into the shared form and write it back. Check it against the bytes and digests above, and
   against \`test/vectors\`.
3. **Identity**: an id for every object, kept in the scene; fresh ones for duplicates.
4. **\`take_inventory\`, \`read_values\`, \`patch\`**: enough to be brought in step.
5. **\`apply\` and \`compensate\`**: one undo step, read back, stash.
6. **\`observed\`**: compare with what was last read when the engine says that something changed; ignore what you are
   writing yourself; find the undo step.
7. **Staying in step**: \`declare\`, \`audit\`, \`hold\` and \`release\`, \`decided\`.
8. **Life in the engine**: undo and redo, objects in the artist's hands, rendering, saving, saving under another name,
   another file opened, play mode.

\`test/protocol/frames.json\` has a valid frame of every type and invalid ones with the code that they are refused with:
run your parser over the frames that come to you, and your writer's output through the schemas. An adapter that was
written from this page alone, small enough to read, stands in \`test/adapters/godot\`. A session for trying
things out: start VibeSync with \`npm start -- --headless\`; it prints the address and a code.
`;
