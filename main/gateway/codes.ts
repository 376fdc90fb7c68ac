/** Every reason for which the gateway refuses an upgrade or ends a session: stable codes, each with its sentence. */

/** Answers to an upgrade that is refused: nothing has a session yet. The code is the whole body of the HTTP answer. */
export const REFUSALS = {
  wrong_path: { status: 404, meaning: 'The path is not `/adapter`, or carries a query.' },
  wrong_method: { status: 405, meaning: 'The method is not GET, or it is not HTTP/1.1.' },
  wrong_host: {
    status: 403,
    meaning:
      '`Host` is missing, given twice, or names neither 127.0.0.1, localhost nor [::1] with this port.',
  },
  origin_present: { status: 403, meaning: 'There is an `Origin`: web pages are not adapters.' },
  not_an_upgrade: { status: 426, meaning: 'It is no WebSocket upgrade of version 13 with a key.' },
  wrong_subprotocol: { status: 400, meaning: '`Sec-WebSocket-Protocol` does not offer `vibesync.v1`.' },
  unauthorized: {
    status: 401,
    meaning:
      'No `Authorization` of a known scheme, or a code or token that is wrong, used, expired or revoked.',
  },
  too_many_attempts: {
    status: 429,
    meaning: 'Too many wrong pairing codes; `Retry-After` says in how many seconds to try again.',
  },
  too_many_sessions: { status: 503, meaning: 'Every place for a session is taken.' },
  bad_request: { status: 400, meaning: 'What came is not HTTP, has too large headers, or took too long.' },
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** Deviations (SEC-2): the session is revoked at once and its token is dead. */
export const VIOLATIONS = {
  malformed_json: 'The frame is not JSON.',
  duplicate_key: 'An object has the same key twice, also where one of them is written with escapes.',
  reserved_key: 'A key is `__proto__`, `constructor` or `prototype`.',
  ill_formed_text: 'A text has a lone surrogate or a NUL.',
  number_out_of_range: 'A number is not finite, or is an integer that a 64-bit float cannot hold.',
  too_deep: 'Arrays and objects are nested too deeply.',
  too_complex: 'Too many values in the frame, too many keys in an object, or a number with too many digits.',
  unknown_message: 'The frame has no known `type`.',
  invalid_message: 'The frame does not match the schema of its `type`: a field is missing, unknown or wrong.',
  binary_frame: 'Binary frames are not part of this version.',
  frame_too_large: 'The frame is larger than allowed.',
  invalid_utf8: 'The frame is not UTF-8.',
  invalid_framing: 'What came is not WebSocket as RFC 6455 has it.',
  too_many_fragments: 'A frame came in too many pieces.',
  too_fast: 'More frames or bytes than the rate allows.',
  too_many_control_frames: 'More WebSocket pings and pongs than the rate allows.',
  token_in_use: 'The token of a connected session was shown on a second socket; both are closed.',
} as const;
export type ViolationCode = keyof typeof VIOLATIONS;

/** Ends that the orchestrator decides on; `violation` where the adapter broke the protocol (call out of turn, forgery). */
export const REVOCATIONS = {
  wrong_turn: {
    violation: true,
    meaning: 'A message that is not legal in the session’s state, or an answer to what was never asked.',
  },
  unsent_number: { violation: true, meaning: 'An answer for a number that was not sent to this session.' },
  double_answer: { violation: true, meaning: 'A second answer for the same number.' },
  future_revision: { violation: true, meaning: 'A number that was never given out.' },
  forged_receipt: { violation: true, meaning: 'A receipt that was never given out.' },
  too_many_edits: {
    violation: true,
    meaning: 'More observed edits wait for a decision than a session may have.',
  },
  too_many_cards: {
    violation: false,
    meaning:
      'More differences of its engine wait for a person’s decision than may. It may come back when they are decided.',
  },
  too_much_shelved: {
    violation: false,
    meaning:
      'More different values of its engine lie on the shelf than may. It may come back when some are discarded.',
  },
  too_many_offers: {
    violation: true,
    meaning: 'More offers, or more values in one, than a session may make.',
  },
  id_reused: { violation: true, meaning: 'An edit’s id that stood for another edit before.' },
  another_engine: {
    violation: true,
    meaning: 'A resumed session that says it is another engine than before.',
  },
  mask_too_wide: {
    violation: true,
    meaning: '`masked` names existence, parent or transform, without which nothing can be shared.',
  },
  too_many_objects: { violation: true, meaning: 'An inventory of more objects than a scene may have.' },
  no_hello: { violation: false, meaning: 'No `hello` came.' },
  unresponsive: {
    violation: false,
    meaning: 'It stayed silent, and its file came back on another connection.',
  },
  too_many_sessions: { violation: false, meaning: 'Every place for a session is taken.' },
  replaced: { violation: false, meaning: 'The same file was connected anew.' },
  revoked_by_person: { violation: false, meaning: 'A person disconnected it in the control room.' },
} as const satisfies Record<string, { violation: boolean; meaning: string }>;

/** Ends of a socket that are no violation: the session is detached and may be resumed with its token. */
export const CUT_OFFS = {
  slow_reader: 'The adapter does not read what is sent to it, and the queue for it is full.',
  hello_timeout: 'No `hello` came in time after the upgrade.',
} as const;
export type CutOffCode = keyof typeof CUT_OFFS;

/**
 * What became of an edit, in `decided`. An engine's own code in `failed` is passed on as well, after `engine_`, and so is that of another session's end
 * (`REVOCATIONS`, `ASIDE`).
 */
export const DECISIONS = {
  committed: 'It has number n.',
  queued: 'It is in line for a number.',
  asks: 'It waits for a click, or the person has to say what becomes of it.',
  did_not_go_through:
    'It did not go through, and stays in its artist’s hands until they say what becomes of it.',
  halted: 'Everything is held, or nothing can be written.',
  parked: 'Nobody waits for this engine at the moment.',
  not_live: 'The session was not in step. The comparison finds it.',
  not_shared: 'It is about objects that are the artist’s alone.',
  drift: 'No step of a person shows it: it is set back.',
  too_old: 'It builds on what is so long ago that it has been forgotten.',
  too_large: 'It is more operations than one change may have.',
  trust_off: 'A person has set that this engine’s edits are ignored.',
  changed_on_both_sides: 'The same values were changed elsewhere meanwhile.',
  stale_base: 'What it builds on was changed by someone else since.',
  future_base: 'It builds on a revision that does not exist yet.',
  unknown_base: 'It builds on what nobody has made.',
  locked: 'A person has locked what it touches.',
  driven: 'Another engine owns what it touches.',
  not_ready: 'The application is starting or closing.',
  closing: 'The application closed before it had a number.',
  ledger_stalled: 'The disk does not answer.',
  ledger_read_only: 'Nothing can be written.',
  ledger_refused: 'It could not be written.',
  queue_full: 'Too many changes are in line.',
  superseded: 'A person’s change of the same came first.',
  denied: 'A person denied it.',
  taken_back: 'A person took it back before it was confirmed.',
  undone: 'It waited for a click, and its artist took it back in their engine.',
  values_changed: 'What it was approved for has changed since.',
  in_hands: 'What it touches is in an artist’s hands.',
  moved_on: 'It was edited again since; the newer edit is another one.',
  read_back_differs: 'An engine holds something else than it was told.',
  apply_timeout: 'An engine did not apply it in time.',
  compensate_timeout: 'An engine did not take back in time.',
  connection_lost: 'The connection to an engine broke while it was applied.',
  engine_parked: 'An engine became busy for long while it was applied.',
  file_changed: 'Another file was opened while it was applied.',
  set_aside: 'Work goes on in another file.',
  out_of_step: 'It is kept until this engine is in step again.',
  stands_in_the_way: 'It stands in the way of what is shared.',
  tried_again: 'It goes on as another change.',
  put_back: 'A person had it put back.',
  shelved: 'A person put it on the shelf.',
  agreed: 'What is shared is the same by now.',
  changed_again: 'It was changed again since.',
  changed_since: 'Someone else changed it since.',
  no_longer_there: 'What it is about is gone.',
  nothing_left: 'Nothing is left of it to decide on.',
  object_exists: 'It creates an object whose id there is already.',
  unknown_object: 'It touches an object that there is not.',
  unknown_parent: 'It hangs something on an object that there is not.',
  cycle: 'Something would hang on itself.',
  closure_incomplete: 'It deletes an object without naming all that hangs on it.',
  name_taken: 'Another object has this name.',
  name_invalid: 'It is no name that can be shared.',
  value_invalid: 'It is no value that can be shared.',
  too_deep: 'The hierarchy would have too many levels.',
  scene_full: 'The scene would have too many objects.',
  too_many_properties: 'An object would have too many properties.',
} as const satisfies Record<string, string>;

/** Why another session was set aside or left, where that ended an edit. */
export const ASIDE = {
  bye: 'It said good-bye.',
  gone: 'It left before it said who it is.',
  not_resumed: 'It did not come back in time.',
  copy: 'Its file is a copy of the one that is worked on.',
  audit_timeout: 'It did not answer an audit in time.',
  resync_timeout: 'It did not answer a question in time.',
  does_not_take: 'It still differed after several refreshes.',
  drifts_on: 'It had to be set back for too long, again and again.',
} as const satisfies Record<string, string>;
