import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import sirv from "sirv";
import { StudyInputError } from "../studies/framework/errors.js";
import type { LabPage } from "./lab-page.js";

export interface LabAddress {
  readonly host: string;
  readonly port: number;
  /** Whether another port will not do. */
  readonly exactly: boolean;
}

export interface LabServer {
  readonly url: string;
  /** Whether other machines can reach it. */
  readonly open: boolean;
  close(): Promise<void>;
}

/** How many ports are tried, one after another, before any free one is taken. */
const attempts = 20;

/** Serves the page. The addresses of its files are relative and it needs no headers of its own, so this is any static server. */
export async function serveLab(page: LabPage, { host, port, exactly }: LabAddress): Promise<LabServer> {
  const files = sirv(page.directory, { dev: page.changes, etag: true });
  const server = createServer((request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    response.setHeader("x-content-type-options", "nosniff");
    files(request, response, () => {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is no such file in the lab.\n");
    });
  });
  const ports = exactly ? [port] : [...Array.from({ length: attempts }, (_, i) => port + i), 0];
  for (const [i, candidate] of ports.entries()) {
    try {
      await listen(server, host, candidate);
      break;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (i === ports.length - 1 || (code !== "EADDRINUSE" && code !== "EACCES")) throw refusal(code, host, candidate, error);
    }
  }
  const { address, family, port: taken } = server.address() as AddressInfo;
  const name = family === "IPv6" ? `[${address}]` : address;
  return {
    url: `http://${/^(0\.0\.0\.0|\[::\])$/.test(name) ? "localhost" : name}:${taken}/`,
    open: !/^(127\.|\[::1\])/.test(name),
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      listening();
    });
  });
}

function refusal(code: string | undefined, host: string, port: number, error: unknown): unknown {
  if (code === "EADDRINUSE") return new StudyInputError(`Port ${port} of ${host} is taken. Without --port, a free one is found.`);
  if (code === "EACCES")
    return new StudyInputError(`Port ${port} may not be used by this account. Without --port, a free one is found.`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EINVAL")
    return new StudyInputError(`--host is "${host}"; it must be an address or a name of this machine, 127.0.0.1 or 0.0.0.0 say.`);
  return error;
}
