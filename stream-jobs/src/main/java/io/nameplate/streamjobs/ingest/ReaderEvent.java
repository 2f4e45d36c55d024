/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import java.util.ArrayList;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * What enumerator and readers tell each other. Life: the readers are told whom they serve, propose a generation from the
 * cursors that the broker kept, and begin under the highest proposal, so that all of one job have the same one.
 */
sealed interface ReaderEvent extends SourceEvent {

    /** Enumerator to reader: these collectors are yours; of those in {@code known} the checkpoint held something. */
    record Serve(ArrayList<String> mine, ArrayList<String> known, ArrayList<String> everybody) implements ReaderEvent {}

    /** Reader to enumerator: no generation below this. */
    record Propose(long generation) implements ReaderEvent {}

    /** Enumerator to reader: this is the generation. */
    record Begin(long generation) implements ReaderEvent {}
}
