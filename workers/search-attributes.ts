import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;

/** What an operator may filter incidents by; never anything about the case (design, law 6). */
export const SEARCH_ATTRIBUTES = ['TocsinStatus', 'TocsinMode'] as const;

/** gRPC's ALREADY_EXISTS. */
const ALREADY_EXISTS = 6;

/**
 * Registers the search attributes in the namespace; asking again changes nothing.
 * A workflow that sets an unregistered one would wedge, so this comes before the first worker.
 */
export async function registerSearchAttributes(
  connection: Pick<Connection | NativeConnection, 'operatorService'>,
  namespace: string,
): Promise<void> {
  const answer = await connection.operatorService.listSearchAttributes({ namespace }).catch(noList);
  const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in answer.customAttributes));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD]),
      ),
    });
  } catch (error) {
    // Two processes can start at once.
    if (typeof error !== 'object' || error === null || !('code' in error)) throw error;
    if (error.code !== ALREADY_EXISTS) throw error;
  }
}

/** Temporal's test server takes search attributes but cannot list them. */
const noList = (): { customAttributes: Record<string, unknown> } => ({ customAttributes: {} });
