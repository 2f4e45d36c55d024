/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.collectors.publish.Outbox;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The publisher's outbox; the process may die before and behind whatever it writes, and whenever it reads. */
final class DyingOutbox implements Outbox {

    private final Outbox outbox;
    private final Steps steps;

    DyingOutbox(Outbox outbox, Steps steps) {
        this.outbox = outbox;
        this.steps = steps;
    }

    @Override
    public Optional<UpRecord> read(EpochId epoch, long seq) {
        steps.pass("before a record is sent");
        return outbox.read(epoch, seq);
    }

    @Override
    public List<Head.Epoch> heads() {
        return outbox.heads();
    }

    @Override
    public long generation(ConsumerId consumer) {
        return outbox.generation(consumer);
    }

    @Override
    public Map<EpochId, Long> committed(ConsumerId consumer) {
        return outbox.committed(consumer);
    }

    @Override
    public void committed(ConsumerId consumer, long generation, Map<EpochId, Long> committed) throws IOException {
        steps.pass("before what is committed is kept");
        outbox.committed(consumer, generation, committed);
        steps.pass("behind what is committed is kept");
    }

    @Override
    public void newEpoch(String reason) throws IOException {
        steps.pass("before the publisher's new epoch");
        outbox.newEpoch(reason);
        steps.pass("behind the publisher's new epoch");
    }

    @Override
    public void leave(EpochId epoch, String reason) throws IOException {
        steps.pass("before an epoch is left");
        outbox.leave(epoch, reason);
        steps.pass("behind an epoch is left");
    }

    @Override
    public List<EpochId> epochs() {
        return outbox.epochs();
    }

    @Override
    public long low(EpochId epoch) {
        return outbox.low(epoch);
    }

    @Override
    public long head(EpochId epoch) {
        return outbox.head(epoch);
    }

    @Override
    public Link link(EpochId epoch, long seq) {
        return outbox.link(epoch, seq);
    }
}
