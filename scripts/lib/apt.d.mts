export interface Tool {
  debianPackage: string;
  programs: readonly string[];
  folders?: () => readonly string[];
  variable?: string;
  purpose: string;
}
export declare const CHROMIUM: Tool;
export declare const IP: Tool;
export declare const POSTGRES: Tool;
export declare const COTURN: Tool;
export declare function neededTools(): Tool[];
export declare function findTool(tool: Tool, env?: NodeJS.ProcessEnv): string | undefined;
export declare function ensureTools(outside?: {
  tools?: readonly Tool[];
  find?: (tool: Tool) => string | undefined;
  run?: (program: string, args: string[]) => number;
  tell?: (text: string) => void;
  wait?: (seconds: number) => void;
  prefix?: string[] | undefined;
}): void;
export declare function remedy(tools: readonly Tool[]): string;
