/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Holdings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What publishing needs of the spool. The newest epoch of {@link #epochs} is the open one, also while it is empty. For use
 * by the publishing thread while another one appends.
 */
public interface Outbox extends Holdings {

    /** A record exactly as it was appended; empty if it is not held any more. */
    Optional<UpRecord> read(EpochId epoch, long seq);

    /** The open epoch and every other one with unreleased records, oldest first. */
    List<Head.Epoch> heads();

    /** The newest generation of this consumer that was kept; 0 if none was. */
    long generation(ConsumerId consumer);

    /** How far this consumer has committed each epoch, as it was kept. */
    Map<EpochId, Long> committed(ConsumerId consumer);

    /** Keeps both on disk, at once and together; throws where the disk does not take it: keep them again later. */
    void committed(ConsumerId consumer, long generation, Map<EpochId, Long> committed) throws IOException;

    /** Ends the open epoch with FIN and opens a new one; throws where the disk does not take it: ask again later. */
    void newEpoch(String reason) throws IOException;

    /**
     * Gives an epoch up whose name another history has taken: it is closed here only, and what is not committed goes on in
     * a new epoch. Changes nothing when it was given up before.
     *
     * @throws IOException if the disk does not take it: ask again later
     */
    void leave(EpochId epoch, String reason) throws IOException;
}
