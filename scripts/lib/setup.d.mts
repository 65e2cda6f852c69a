export declare function ensurePackages(root?: string): Promise<void>;
export declare function holdsLockedPackages(root?: string): boolean;
export declare function ensureWebBuild(root?: string): Promise<void>;
