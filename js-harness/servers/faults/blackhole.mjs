/**
 * An address on the loopback interface that never completes a connection: the accept queue of a listening socket is
 * full, so the kernel drops the SYN and the client waits, as with a firewall that swallows packets.
 *
 * libuv accepts whenever its loop turns; a worker that blocks its own thread never turns it. Works on Linux and macOS.
 * Where the kernel refuses instead (Windows answers with a reset) `openBlackhole` gives nothing and the row is skipped.
 */
import net from 'node:net';
import { Worker } from 'node:worker_threads';

const listenAndBlock = `
  const net = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  // Not 0, which Node replaces by its default. Linux queues backlog + 1 connections.
  const server = net.createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(workerData), 0, 0);
  });
`;

/** @param {number} port @returns {Promise<{ socket: net.Socket, state: 'connected' | 'hanging' | 'refused' }>} */
const probe = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const timer = setTimeout(() => resolve({ socket, state: 'hanging' }), 300);
    /** @param {'connected' | 'refused'} state */
    const settle = (state) => {
      clearTimeout(timer);
      resolve({ socket, state });
    };
    socket.once('connect', () => settle('connected'));
    socket.on('error', () => settle('refused'));
  });

/** @returns {Promise<{ port: number, stop: () => Promise<void> } | undefined>} */
export const openBlackhole = async () => {
  const worker = new Worker(listenAndBlock, {
    eval: true,
    execArgv: [], // not the process's own: `--input-type=module` would change what the script is
    workerData: new SharedArrayBuffer(4),
  });
  const port = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  /** @type {net.Socket[]} */
  const fillers = [];
  const stop = async () => {
    for (const socket of fillers) {
      socket.destroy();
    }
    await worker.terminate();
  };
  // Two connections fill the queue on Linux; other kernels round the backlog up to 8 or 16.
  for (let count = 0; count < 64; count += 1) {
    const { socket, state } = await probe(port);
    fillers.push(socket);
    if (state === 'hanging') {
      return { port, stop };
    }
    if (state === 'refused') {
      break;
    }
  }
  await stop();
};
