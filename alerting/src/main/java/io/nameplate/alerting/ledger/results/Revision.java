/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One settled revision of an interval, with its place in the chain of its lease.
 *
 * @param replaces SHA-256 of the content before it; null for the first
 * @param reason why it replaces that, a {@link Approval.Reason}; null for the first, and for those of before it was kept
 * @param approver who stands for a resettled revision; null for one of the stream job
 */
public record Revision(
        int revision,
        String content,
        String sha256,
        @Nullable String replaces,
        @Nullable String reason,
        @Nullable String approver,
        @Nullable String provenance,
        long chainPosition,
        String previousHash,
        String chainHash,
        long generation,
        long counter,
        Instant recordedAt) {}
