/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One settled revision of an interval, with its place in the chain of its lease. */
public record Revision(
        int revision,
        String content,
        String sha256,
        @Nullable String provenance,
        long chainPosition,
        String previousHash,
        String chainHash,
        long generation,
        long counter,
        Instant recordedAt) {}
