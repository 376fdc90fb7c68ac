// Who may import whom. Layers are also kept by the libraries that each tsconfig.json shows; this file keeps the rest.

/** Folders of main/ that know nothing of each other: only the composition (index.ts, host, projects) brings them together. */
const PARTS = ['ledger', 'gateway', 'agents', 'history', 'replay', 'shell', 'side-files', 'demo'];

/** Pure libraries that the deterministic half may use: schemas and digests. */
const PURE_LIBRARIES = '^node_modules/(zod|@noble/hashes)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'app-stands-alone',
      comment: 'app/ is shared by every process: nothing but itself and small pure libraries.',
      severity: 'error',
      from: { path: '^app/', pathNot: '^app/preload/' },
      to: { pathNot: ['^app/(?!preload/)', PURE_LIBRARIES] },
    },
    {
      name: 'preload-is-a-bridge',
      comment: 'A sandboxed preload has Electron and the contract, no Node and no other library.',
      severity: 'error',
      from: { path: '^app/preload/' },
      to: { pathNot: ['^app/', PURE_LIBRARIES, '^node_modules/electron/', '^electron$'] },
    },
    {
      name: 'orchestrator-decides-alone',
      comment: 'The decision core imports app/ alone: what it needs of the world comes in as an input.',
      severity: 'error',
      from: { path: '^main/orchestrator/' },
      to: { pathNot: ['^main/orchestrator/', '^app/(?!preload/)'] },
    },
    {
      name: 'parts-of-main-are-strangers',
      comment:
        'ledger, gateway, agents, history, replay, shell, side-files and demo meet only in main/index.ts, main/host and main/projects.',
      severity: 'error',
      from: { path: `^main/(${PARTS.join('|')})/` },
      to: { path: `^main/(${[...PARTS, 'host', 'projects'].join('|')}|index\\.ts$)`, pathNot: '^main/$1/' },
    },
    {
      name: 'doors-share-below-themselves',
      comment: 'What gateway and agents share knows neither of them, nor anything else of main/.',
      severity: 'error',
      from: { path: '^main/doors/' },
      to: { path: ['^main/(?!doors/)', '^app/', '^renderer/'] },
    },
    {
      name: 'parts-do-not-decide',
      comment:
        'The shell turns the world into inputs and carries effects out; it never calls the core itself.',
      severity: 'error',
      from: { path: `^main/(${PARTS.join('|')})/` },
      to: { path: '^main/orchestrator/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-without-tooling',
      comment: 'main/provision prepares a checkout; nothing that ships may need it.',
      severity: 'error',
      from: { path: '^(app|renderer|main/(?!provision/))' },
      to: { path: '^main/provision/' },
    },
    {
      name: 'main-without-page',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'renderer-knows-app-only',
      comment: 'The page sees the contract in app/, never a value or a type of main/, and no Node.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: ['^main/', '^test/', '^app/preload/', '^node_modules/electron/', '^electron$'] },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'product-without-tests',
      severity: 'error',
      from: { path: '^(app|main|renderer)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^test/' },
    },
    {
      name: 'checkers-are-independent',
      comment:
        'A checker that shared code with the orchestrator, over whatever detour, would share its mistakes.',
      severity: 'error',
      from: { path: '^test/simulation/checkers/' },
      to: { path: '^main/', reachable: true },
    },
    {
      name: 'histories-are-judged-independently',
      comment:
        'What clients saw is judged by code that the orchestrator does not run: of app/ and main/ it knows types alone.',
      severity: 'error',
      from: {
        path: '^test/(faults/model/(history-rules|seen)|faults/network/judge|bench/adapter-scene)\\.ts$',
      },
      to: { path: '^(app|main)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Types may refer to each other; what runs may not. The orchestrator is one state machine in several files, ' +
        'whose transitions lead to each other.',
      severity: 'error',
      from: { pathNot: '^main/orchestrator/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'type-import'] } },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['\\?', '^electron$', '\\.css$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
