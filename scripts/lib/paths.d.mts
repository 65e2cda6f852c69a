export declare const ROOT: string;
export declare function cacheOf(root: string): string;
