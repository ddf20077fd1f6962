/* Objects of the library as objects of JavaScript: freed by close(), by `using`, or once nobody has them any more. */

/* What is to be freed, and what it needs until then. It goes when the last one that has or needs it lets go. */
class Resource {
  users = 1;

  constructor(pointer, free, needs) {
    Object.assign(this, { pointer, free, needs });
    for (const need of needs) need.users += 1;
  }

  release() {
    this.users -= 1;
    if (this.users > 0) return;
    this.free(this.pointer);
    for (const need of this.needs) need.release();
  }
}

/* A callback may close what the call under way works with: that waits until the call has returned. */
let depth = 0;
const waiting = [];

export function enter() {
  depth += 1;
}

export function leave() {
  depth -= 1;
  while (depth === 0 && waiting.length > 0) waiting.pop().release();
}

function release(resource) {
  if (depth > 0) waiting.push(resource);
  else resource.release();
}

const collected = new FinalizationRegistry(release);

export class Handle {
  #resource;

  /* needs: other handles that the library reads for as long as this one lives. */
  constructor(pointer, free, needs = []) {
    this.#resource = new Resource(
      pointer,
      free,
      needs.map((need) => need.#open()),
    );
    collected.register(this, this.#resource, this);
  }

  #open() {
    if (this.#resource === undefined) throw new TypeError(`this ${this.constructor.name} is closed`);
    return this.#resource;
  }

  get pointer() {
    return this.#open().pointer;
  }

  close() {
    if (this.#resource === undefined) return;
    collected.unregister(this);
    release(this.#resource);
    this.#resource = undefined;
  }

  [Symbol.dispose]() {
    this.close();
  }
}
