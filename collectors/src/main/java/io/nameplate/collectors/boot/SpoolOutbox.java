/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.publish.Outbox;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolException;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The spool as the publisher's outbox. */
public record SpoolOutbox(Spool spool) implements Outbox {

    @Override
    public Optional<UpRecord> read(EpochId epoch, long seq) {
        return spool.read(epoch, seq);
    }

    @Override
    public List<Head.Epoch> heads() {
        return spool.heads();
    }

    @Override
    public long generation(ConsumerId consumer) {
        return spool.generation(consumer);
    }

    @Override
    public Map<EpochId, Long> committed(ConsumerId consumer) {
        return spool.committed(consumer);
    }

    @Override
    public void committed(ConsumerId consumer, long generation, Map<EpochId, Long> committed) throws IOException {
        try {
            spool.committed(consumer, generation, committed);
        } catch (SpoolException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void newEpoch(String reason) throws IOException {
        try {
            spool.newEpoch(reason);
        } catch (SpoolException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void leave(EpochId epoch, String reason) throws IOException {
        try {
            spool.leave(epoch, reason);
        } catch (SpoolException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public List<EpochId> epochs() {
        return spool.epochs();
    }

    @Override
    public long low(EpochId epoch) {
        return spool.low(epoch);
    }

    @Override
    public long head(EpochId epoch) {
        return spool.head(epoch);
    }

    @Override
    public Link link(EpochId epoch, long seq) {
        return spool.link(epoch, seq);
    }
}
