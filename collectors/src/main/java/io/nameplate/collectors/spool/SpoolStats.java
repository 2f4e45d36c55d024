/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

/**
 * The invariant in numbers, over all epochs since the spool was made: {@code produced = committed + pending + lost}.
 *
 * @param produced records appended
 * @param committed records every required consumer has committed
 * @param pending records held and not yet committed
 * @param lost records that can never be delivered
 * @param held records on disk
 * @param bytes bytes on disk
 */
public record SpoolStats(long produced, long committed, long pending, long lost, long held, long bytes) {}
