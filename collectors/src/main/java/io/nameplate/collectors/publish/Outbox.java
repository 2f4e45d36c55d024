/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Holdings;
import io.nameplate.model.wire.UpRecord;
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

    /** Keeps both on disk, at once and together. */
    void committed(ConsumerId consumer, long generation, Map<EpochId, Long> committed);

    /** Ends the open epoch with FIN and opens a new one. */
    void newEpoch(String reason);

    /**
     * Gives an epoch up whose name another history has taken: it is closed here only, and what is not committed goes on in
     * a new epoch. Changes nothing when it was given up before.
     */
    void leave(EpochId epoch, String reason);
}
