/** A folder on a disk of the network is warned of, on each system by what that tells. */
import { expect, test } from 'vitest';
import { warningAt } from '#main/projects/network-disks.ts';
import type { DiskQuestions } from '#main/projects/network-disks.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const unasked = (): Promise<never> => Promise.reject(new Error('not asked on this system'));
const on = (platform: NodeJS.Platform, answers: Partial<DiskQuestions>): DiskQuestions => ({
  platform,
  type: unasked,
  realPath: unasked,
  mounts: unasked,
  ...answers,
});

test('a path that names a computer is on its disk, on every system', async () => {
  const any = on('aix', {});
  expect(await warningAt('\\\\studio\\work', any)).toBe('network');
  expect(await warningAt('\\\\?\\UNC\\studio\\work', any)).toBe('network');
  expect(await warningAt('\\\\?\\C:\\work', any)).toBeNull();
  expect(await warningAt(temporaryFolder())).toBeNull();
});

test('Linux tells by the type of the file system', async () => {
  const typed = (type: number) => on('linux', { type: () => Promise.resolve(type) });
  // SMB, as a signed word; ext4.
  expect(await warningAt('/mnt', typed(0xff_53_4d_42 | 0))).toBe('network');
  expect(await warningAt('/mnt', typed(0xef53))).toBeNull();
});

test('Windows tells of a mapped drive which computer it is of', async () => {
  const really = (real: string) => on('win32', { realPath: () => Promise.resolve(real) });
  expect(await warningAt('Z:\\courtyard', really('\\\\studio\\work\\courtyard'))).toBe('network');
  expect(await warningAt('C:\\courtyard', really('C:\\courtyard'))).toBeNull();
  // What is not there is told elsewhere.
  expect(await warningAt('Y:\\gone', on('win32', {}))).toBeNull();
});

test('the Mac tells by its mount table, the deepest mount that holds the folder', async () => {
  const table = [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)',
    '//artist@studio/work on /Volumes/work (smbfs, nodev, nosuid, mounted by artist)',
    '/dev/disk5s1 on /Volumes/work (1) (apfs, local)',
    'studio:/export on /Volumes/work/deep (nfs)',
  ].join('\n');
  const mac = on('darwin', {
    mounts: () => Promise.resolve(table),
    realPath: (each) => Promise.resolve(each),
  });
  expect(await warningAt('/Volumes/work/courtyard', mac)).toBe('network');
  expect(await warningAt('/Volumes/work', mac)).toBe('network');
  expect(await warningAt('/Volumes/work/deep/er', mac)).toBe('network');
  expect(await warningAt('/Volumes/workshop', mac)).toBeNull();
  expect(await warningAt('/Volumes/work (1)/a', mac)).toBeNull();
  expect(await warningAt('/Users/artist', mac)).toBeNull();
});
