export declare function say(text: string): void;
export declare class PlainProblem extends Error {}
export declare function runMain(main: () => Promise<number>): Promise<void>;
