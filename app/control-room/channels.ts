import type { RequestName } from './contract.ts';

/** IPC channel names; there are no others. */
export const CHANNELS = {
  request: 'vibesync:request',
  feed: 'vibesync:feed',
  feedDone: 'vibesync:feed-done',
} as const;

/**
 * Every request by name. The preload needs the names without the schemas: a sandboxed preload is one small file, and
 * it must not carry a schema library into the page's process.
 */
export const REQUEST_NAMES = {
  attach: true,
  submit: true,
  force: true,
  approve: true,
  deny: true,
  halt: true,
  resume: true,
  pause_agents: true,
  lock: true,
  trust: true,
  pair_engine: true,
  revoke_session: true,
  close_breaker: true,
  link_scene: true,
  refresh_engine: true,
  adopt_objects: true,
  decide_conflict: true,
  propose_shelved: true,
  discard_shelved: true,
  answer_offer: true,
  take_back: true,
  take_back_change: true,
  read_scene: true,
  preview_version: true,
  bring_back: true,
  answer_leaving: true,
  create_agent: true,
  revoke_agent: true,
  accept_loss: true,
  go_on: true,
  set_patience: true,
  answer_differing: true,
  answer_wait: true,
  set_hands_patience: true,
  answer_file: true,
  read_file_differences: true,
  read_card: true,
  read_shelf: true,
  read_shelved: true,
  dismiss_card: true,
  answer_copy: true,
  read_timeline: true,
  read_blame: true,
  verify_history: true,
  check_guarantee: true,
  audit_engine: true,
  launch_engine: true,
  install_plugin: true,
  copy_text: true,
} as const satisfies Record<RequestName, true>;
