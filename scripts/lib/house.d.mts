export declare function importsOf(source: string): string[];
export declare function partOf(path: string): string | undefined;
export declare function importProblem(file: string, specifier: string): string | undefined;
export declare function checkHouse(root: string): { files: number; problems: string[] };
