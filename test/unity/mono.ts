/** Compiling and running C# as Unity's own compiler and runtime would take it: with Mono's. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CORE = 'assets/adapters/unity/Core';

/** Readonly structs and `in`, nothing that only later compilers know: Unity 2022.3 takes all of it. */
const COMPILER_OPTIONS = ['-langversion:7.2', '-warn:4', '-warnaserror', '-debug', '-r:System.Core'];

/**
 * Compiles the adapter's core together with the C# sources below the given folders into one program.
 * @param folders relative to the project
 * @param program where the executable goes
 * @throws with the compiler's messages
 */
export function compile(folders: readonly string[], program: string): void {
  const sources = [CORE, ...folders].flatMap(sourcesBelow);
  const problem = attempt('mcs', [...COMPILER_OPTIONS, `-out:${program}`, ...sources]);
  if (problem !== null) throw new Error(problem);
}

/**
 * Compiles the tests' editor with the whole core in it.
 * @param folder where it goes
 * @returns the program
 */
export function compileDriver(folder: string): string {
  const program = path.join(folder, 'driver.exe');
  compile(['test/unity/driver', 'test/unity/world'], program);
  return program;
}

interface Assembly {
  /** Where it goes. */
  readonly out: string;
  /** Folders and files, relative to the project or absolute. */
  readonly sources: readonly string[];
  readonly target?: 'library' | 'exe';
  readonly defines?: readonly string[];
  readonly references?: readonly string[];
}

/**
 * Compiles sources as an assembly that sees nothing but .NET and its references.
 * @throws with the compiler's messages
 */
export function compileAssembly({
  out,
  sources,
  target = 'library',
  defines = [],
  references = [],
}: Assembly): void {
  const problem = attempt('mcs', [
    ...COMPILER_OPTIONS,
    `-target:${target}`,
    ...defines.map((each) => `-define:${each}`),
    ...references.map((each) => `-r:${each}`),
    `-out:${out}`,
    ...sources.flatMap((each) =>
      each.endsWith('.cs') ? [path.resolve(PROJECT_ROOT, each)] : sourcesBelow(each),
    ),
  ]);
  if (problem !== null) throw new Error(problem);
}

function sourcesBelow(folder: string): string[] {
  const names = fs.readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => name.endsWith('.cs')).sort();
  if (sources.length === 0) throw new Error(`there is no C# in ${folder}`);
  return sources.map((name) => path.join(PROJECT_ROOT, folder, name));
}

function attempt(command: string, options: readonly string[]): string | null {
  try {
    execFileSync(command, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return null;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    if (stdout === undefined) throw error;
    return `${stdout}${stderr ?? ''}`;
  }
}
