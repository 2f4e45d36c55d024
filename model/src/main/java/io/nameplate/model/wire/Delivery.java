/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

/** What the job gets from an epoch, in order: its records, and where some are missing for ever, the hole. */
public sealed interface Delivery {

    /** A record. */
    record Taken(UpRecord record) implements Delivery {}

    /** Records that the collector does not hold any more and that the job never saw. */
    record Gap(Lost lost) implements Delivery {}
}
