/** The system's own dialogs for files. Of no window: a dialog over one takes its clicks, and the override has to get every click (AUTH-1). */
import { app, dialog, shell } from 'electron';
import fs from 'node:fs';
import path from 'node:path';

/** What a dialog asks for, in the person's words. */
export interface FileQuestion {
  readonly title: string;
  /** Of the button that takes the file. */
  readonly button: string;
  /** What a new file is called unless the person says otherwise; null where one is to be opened. */
  readonly name: string | null;
  readonly files: { readonly name: string; readonly extensions: readonly string[] };
}

/** @returns the path of a file to write; null where the person chose none */
export async function chooseFileToSave({ title, button, name, files }: FileQuestion): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title,
    message: title, // macOS shows no title
    buttonLabel: button,
    defaultPath: path.join(app.getPath('documents'), name ?? ''),
    filters: [{ name: files.name, extensions: [...files.extensions] }],
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  return canceled || filePath === '' ? null : filePath;
}

/**
 * In the system's file manager. Never by opening it: on the Mac a folder may be a program, and what lies there by now may
 * be a file.
 * @returns why it could not be shown; empty where it is
 */
export async function showInFileManager(folder: string): Promise<string> {
  try {
    await fs.promises.access(folder);
  } catch (error) {
    return `It cannot be found: ${(error as Error).message}`;
  }
  shell.showItemInFolder(folder);
  return '';
}

/** @returns the path of a file to read; null where the person chose none */
export async function chooseFileToOpen({ title, button, files }: FileQuestion): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title,
    message: title,
    buttonLabel: button,
    filters: [{ name: files.name, extensions: [...files.extensions] }],
    properties: ['openFile'],
  });
  return canceled ? null : (filePaths[0] ?? null);
}
