/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The time of messages that say one for all they hold, or none. */
public final class MessageTime {

    private final SourceClock clock;
    private final Remarks remarks;

    public MessageTime(SourceClock clock, Remarks remarks) {
        this.clock = clock;
        this.remarks = remarks;
    }

    /**
     * The time of a message; empty where nobody knows how old it is, so that it must not count.
     *
     * @param said epoch milliseconds, where the message says it
     * @param retained whether the broker kept the message: then only its own time says how old it is
     * @param received epoch milliseconds
     */
    public Optional<Stamp> of(OptionalLong said, boolean retained, long received) {
        return of(said, retained, received, Duration.ZERO);
    }

    /**
     * The time of a message whose source stores what it cannot send and sends it later.
     *
     * @param stored how old a message may be to be believed
     */
    public Optional<Stamp> of(OptionalLong said, boolean retained, long received, Duration stored) {
        if (retained && (said.isEmpty() || !SourceClock.near(said.getAsLong(), received))) {
            remarks.count(MessageFault.RETAINED);
            return Optional.empty();
        }
        if (said.isEmpty()) {
            return Optional.of(Stamp.of(received));
        }
        long age = received - said.getAsLong();
        if (age > SourceClock.TOLERATED.toMillis() && age <= stored.toMillis()) {
            return Optional.of(new Stamp(said.getAsLong(), received));
        }
        Stamp stamp = clock.stamp(said.getAsLong(), received);
        if (!stamp.trusted()) {
            remarks.count(MessageFault.SUSPECT_TIME);
        }
        return Optional.of(stamp);
    }
}
