/** What agents may ask for, each bound with its unit. An agent that meets one gets told which, and nobody else suffers. */
export const AGENT_LIMITS = {
  agents: 32,
  /** Drafts of one agent, and of all together. */
  draftsPerAgent: 8,
  drafts: 64,
  /** A draft that nobody has touched for so long is forgotten. */
  draftIdleMs: 15 * 60_000,
  operationsPerCall: 100,
  /** The JSON of one draft; it must fit into one frame to an engine, with room for the rest of that frame. */
  draftBytes: 2 * 1024 * 1024,
  /** Drafts whose projected scene is kept at hand for early checks; others compute theirs anew. */
  projections: 4,
  /** Intents of one agent that `status` lists; ended ones are forgotten first. */
  remembered: 500,
  page: 200,
  /** The newest of those that a person has named. */
  namedVersions: 100,
  descendants: 1_000,
  taskLength: 120,
  nameSearchLength: 63,
  /** `status` waits for an end at most so long. */
  waitSeconds: 20,
  /** The core must answer a submission within this; a retry with the same draft is safe. */
  answerMs: 10_000,
  warnings: 20,
} as const;

export const HTTP_LIMITS = {
  bodyBytes: 1024 * 1024,
  /** What of a body that is too large is read and dropped, so that its sender hears why. */
  skippedBytes: 8 * 1024 * 1024,
  /** Nested arrays and objects of one body. */
  depth: 24,
  /** Values of one body, counted with arrays and objects. */
  values: 100_000,
  keysPerObject: 512,
  /** Characters of one number. */
  numberLength: 64,
  headerBytes: 8 * 1024,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  keepAliveMs: 5_000,
  /** Connections that have shown no valid token; one more pushes the oldest out. */
  strangers: 64,
  /** From the connection to a request with a valid token. */
  strangerMs: 2_000,
  /** More than an agent can use at a time, which `concurrentPerAgent` says. */
  connectionsPerAgent: 16,
  requestsPerSecond: 30,
  requestBurst: 90,
  /** Requests of one agent that are being answered, `status` that waits included. */
  concurrentPerAgent: 8,
  concurrent: 32,
  /** Requests that showed no valid token, of everyone together; beyond it the socket is dropped without an answer. */
  refusedPerSecond: 20,
  refusedBurst: 60,
  /** An agent counts as connected for so long after its last request. */
  connectedMs: 60_000,
} as const;
