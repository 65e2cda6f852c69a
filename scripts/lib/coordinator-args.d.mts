export declare const COORDINATOR_NODE_ARGS: readonly string[];
