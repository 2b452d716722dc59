/** The routes the server knows, to tell "no such address" from "not with this method". */
export class RouteTable {
  private readonly routes: { readonly pattern: RegExp; readonly methods: Set<string> }[] = [];

  /** @param path in the router's form: `/v1/jobs/:id`, or `/docs/*`. */
  add(path: string, methods: readonly string[]): void {
    const pattern = new RegExp(
      `^${path
        .split('/')
        .map((part) =>
          part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
        )
        .join('/')}/?$`,
    );
    const known = this.routes.find((route) => route.pattern.source === pattern.source);
    if (known === undefined) this.routes.push({ pattern, methods: new Set(methods) });
    else for (const method of methods) known.methods.add(method);
  }

  /** Methods that the address answers to, sorted; none when there is no such address. */
  methodsOf(path: string): readonly string[] {
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => [...route.methods]);
    return [...new Set(methods)].sort();
  }
}
