// The providers whose facts stand in the files next to this one.
import { readProviders } from '../facts.mjs';

export const providers = await readProviders(new URL('.', import.meta.url));
