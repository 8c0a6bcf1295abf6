import type { CreateConnector, SmsConnector } from '@logto/connector-kit';
import type { ZodType } from 'zod';

export type * from './core.js';

/**
 * Asks the engine for every issue of a configuration. Errors become issues of a `ZodError` with their key paths, and so do
 * placeholders that Logto has no value for, or not always (`not_in_logto`).
 */
export declare const configGuard: ZodType<unknown>;

/** Creates the connector. Logto's connector loader calls it. */
declare const createConnector: CreateConnector<SmsConnector>;

export default createConnector;
