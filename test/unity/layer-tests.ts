/** The Editor layer against the reference stubs of Unity's own assemblies (test/unity/stubs), as Unity 2022.3 and 6 have them. */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import type { Test } from '../scripted/harness.ts';
import { compileAssembly, PROJECT_ROOT } from './mono.ts';

const PACKAGE = 'assets/adapters/unity';

interface UnityVersion {
  readonly name: string;
  readonly defines: readonly string[];
}

const UNITY_2022: UnityVersion = { name: '2022.3', defines: ['UNITY_EDITOR', 'UNITY_2022_3_OR_NEWER'] };
/** 6.1 and 6.2 have nothing that the package tells from 6.0. */
const UNITY_6_0: UnityVersion = {
  name: '6.0 to 6.2',
  defines: [...UNITY_2022.defines, 'UNITY_6000_0_OR_NEWER'],
};
const UNITY_6_3: UnityVersion = { name: '6.3', defines: [...UNITY_6_0.defines, 'UNITY_6000_3_OR_NEWER'] };
const UNITY_6_4: UnityVersion = { name: '6.4', defines: [...UNITY_6_3.defines, 'UNITY_6000_4_OR_NEWER'] };
const UNITY_6_5: UnityVersion = { name: '6.5', defines: [...UNITY_6_4.defines, 'UNITY_6000_5_OR_NEWER'] };

interface Assemblies {
  readonly stubs: string;
  readonly core: string;
  readonly runtime: string;
}

/** The assemblies of a Unity project, each compiled from its folder with only what its .asmdef lets it see. */
function compileParts(folder: string, { name, defines }: UnityVersion): Assemblies {
  const into = path.join(folder, name);
  fs.mkdirSync(into);
  const stubs = path.join(into, 'UnityStubs.dll');
  const core = path.join(into, 'VibeSync.Core.dll');
  const runtime = path.join(into, 'VibeSync.Runtime.dll');
  compileAssembly({ out: stubs, sources: ['test/unity/stubs'], defines });
  compileAssembly({ out: core, sources: [`${PACKAGE}/Core`], defines });
  compileAssembly({ out: runtime, sources: [`${PACKAGE}/Runtime`], defines, references: [stubs] });
  return { stubs, core, runtime };
}

function compileEditor(
  folder: string,
  version: UnityVersion,
  parts: Assemblies,
  extra: readonly string[] = [],
): void {
  compileAssembly({
    out: path.join(folder, version.name, 'VibeSync.Editor.dll'),
    sources: [`${PACKAGE}/Editor`, ...extra],
    defines: version.defines,
    references: Object.values(parts),
  });
}

/** What a wrong member, one that a version warns of, one that it took away, and one that it has not yet look like. */
const MISTAKES: readonly (readonly [what: string, version: UnityVersion, code: string, error: RegExp])[] = [
  ['a member that Unity does not have', UNITY_2022, 'UnityEditor.Undo.RecordScene("x");', /CS0117/],
  [
    'a member with other parameters',
    UNITY_2022,
    'UnityEditor.Undo.SetTransformParent(null, null);',
    /CS1501/,
  ],
  [
    'a number that Unity 6.3 warns of, as a warning in the Console',
    UNITY_6_3,
    'new UnityEngine.GameObject("x").GetInstanceID();',
    /CS0618/,
  ],
  ['an id that 2022.3 has not yet', UNITY_2022, 'new UnityEngine.GameObject("x").GetEntityId();', /CS1061/],
  [
    'an id that Unity 6.0 to 6.2 have not yet',
    UNITY_6_0,
    'new UnityEngine.GameObject("x").GetEntityId();',
    /CS1061/,
  ],
  [
    'a way of lighting that Unity 6.0 warns of, as a warning in the Console',
    UNITY_6_0,
    'UnityEditor.Lightmapping.giWorkflowMode.ToString();',
    /CS0618/,
  ],
  [
    'a number that Unity 6.5 refuses',
    UNITY_6_5,
    'new UnityEngine.GameObject("x").GetInstanceID();',
    /CS0619/,
  ],
];

function checksOf(folder: string, version: UnityVersion, parts: Assemblies): string {
  const out = path.join(folder, version.name, 'EditorChecks.exe');
  compileAssembly({
    out,
    target: 'exe',
    sources: [
      'test/unity/checks/Runner.cs',
      'test/unity/checks/Expect.cs',
      'test/unity/checks/Sample.cs',
      'test/unity/checks/Listing.cs',
      'test/unity/checks/ScriptedLink.cs',
      `${PACKAGE}/Core`,
      `${PACKAGE}/Editor`,
      'test/unity/editor',
    ],
    defines: version.defines,
    references: [parts.stubs, parts.runtime],
  });
  return out;
}

/**
 * @param folder for what it compiles
 * @param run runs a program of checks, and throws where one does not hold
 */
export function layerTests(folder: string, run: (program: string) => void): readonly Test[] {
  const compiled = new Map<UnityVersion, Assemblies>();
  const partsOf = (version: UnityVersion): Assemblies => {
    const parts = compiled.get(version) ?? compileParts(folder, version);
    compiled.set(version, parts);
    return parts;
  };
  return [
    ...[UNITY_2022, UNITY_6_0, UNITY_6_3, UNITY_6_4, UNITY_6_5].map((version): Test => [
      `compiles for Unity ${version.name} as the assemblies that it is, the core against nothing`,
      async () => compileEditor(folder, version, partsOf(version)),
    ]),
    ...[UNITY_2022, UNITY_6_5].map((version): Test => [
      `does over the stubs of Unity ${version.name} what the checks say`,
      async () => run(checksOf(folder, version, partsOf(version))),
    ]),
    ...MISTAKES.map(([what, version, code, error]): Test => [
      `does not compile with ${what}`,
      async () => {
        const mistake = path.join(folder, 'Mistake.cs');
        fs.writeFileSync(mistake, `static class Mistake { static void Make() { ${code} } }\n`);
        const parts = partsOf(version);
        assert.throws(() => compileEditor(folder, version, parts, [mistake]), error);
      },
    ]),
    [
      'names for each type and member of the stubs the page of Unity’s documentation that it was taken from',
      async () => {
        const folderOfStubs = path.join(PROJECT_ROOT, 'test/unity/stubs');
        for (const name of fs.readdirSync(folderOfStubs).filter((each) => each.endsWith('.cs'))) {
          const lines = fs.readFileSync(path.join(folderOfStubs, name), 'utf8').split('\n');
          assert.deepEqual(withoutPage(lines), [], name);
        }
      },
    ],
  ];
}

const TYPE =
  /^(?<indent> +)(?<isPublic>public )?(?:internal |private |static |sealed |abstract |partial |readonly )*(?<what>class|struct|enum|interface) (?<name>\w+)/;
/** What `override` says again has the page of what it overrides. */
const MEMBER = /^(?<indent> +)public (?!override )/;
const INTERFACE_MEMBER = /^(?<indent> +)[\w.<>]+ \w+ ?[({]/;
const PAGE = /^\s*\/\/ (?:The Manual of [\d.]+, )?[\w.-]+\.html/;
const ONE_LINE = /^\s*(?:public )?[\w.<>]+ \w+(?:;| \{ get; (?:set; )?\}(?: = .*;)?)$/;

interface StubbedType {
  readonly indent: number;
  readonly isPublic: boolean;
  readonly what: string;
  readonly name: string;
  /** The line of its declaration. */
  readonly index: number;
}

/** Public types, and public members of such, without an address in the comment above them. */
function withoutPage(lines: readonly string[]): string[] {
  const around: StubbedType[] = [];
  return lines.filter((line, index) => {
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== '' && !line.startsWith('#'))
      while ((around.at(-1)?.indent ?? -1) >= indent && line.trim() !== '{' && line.trim() !== '}')
        around.pop();
    const inside = around.at(-1);
    const isShown = around.every(({ isPublic }) => isPublic);
    const type = TYPE.exec(line)?.groups;
    if (type !== undefined) {
      const { isPublic, what = '', name = '' } = type;
      around.push({ indent, isPublic: isPublic !== undefined, what, name, index });
    }
    const isMember = (inside?.what === 'interface' ? INTERFACE_MEMBER : MEMBER).test(line);
    if (!isShown || (type === undefined ? !isMember : type['isPublic'] === undefined)) return false;
    if (hasPage(lines, index)) return false;
    // A constructor’s page may stand above its type: there it is all that is used of it.
    const isConstructor = inside !== undefined && line.includes(` ${inside.name}(`);
    return !(isConstructor && (lines[inside.index - 1] ?? '').includes('-ctor.html'));
  });
}

/** Attributes and #if may stand between, and members of one line each that the comment is about as well. */
function hasPage(lines: readonly string[], index: number): boolean {
  let above = index - 1;
  while (
    /^\s*(?:\[|#)/.test(lines[above] ?? '') ||
    (ONE_LINE.test(lines[index] ?? '') && ONE_LINE.test(lines[above] ?? ''))
  )
    above -= 1;
  return PAGE.test(lines[above] ?? '');
}
