/** Why there is no 3D view. */
export type Unable = 'absent' | 'lost' | { readonly why: string };

/** Whether this computer offers what the 3D view draws with. The context that was made to ask is given back at once. */
export function offersWebGl(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  if (context === null) return false;
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return true;
}
