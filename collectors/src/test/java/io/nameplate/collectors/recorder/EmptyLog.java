/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.model.wire.UpRecord;
import java.util.List;

/** A live log that holds nothing yet, whatever is appended: for tests to which only that matters. */
public abstract class EmptyLog implements RecordLog {

    @Override
    public void newEpoch(String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public void anew(String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public Position head() {
        return Position.START;
    }

    @Override
    public boolean isReplay() {
        return false;
    }

    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public Iterable<UpRecord> after(Position position) {
        return List.of();
    }
}
