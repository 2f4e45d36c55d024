/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.recorder.RecordLog;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.List;

/** The recorder's log, in front of, behind and in the middle of which the process may die. */
final class DyingLog implements RecordLog {

    private final RecordLog log;
    private final Steps steps;
    private final TornTail tail;

    DyingLog(RecordLog log, Steps steps, TornTail tail) {
        this.log = log;
        this.steps = steps;
        this.tail = tail;
    }

    @Override
    public void append(List<Draft> drafts) throws IOException {
        steps.pass("before an append");
        if (steps.hit()) {
            tail.note();
            log.append(drafts);
            tail.tear();
            throw new Crash("in an append");
        }
        log.append(drafts);
        steps.pass("behind an append");
    }

    @Override
    public void newEpoch(String reason) throws IOException {
        steps.pass("before a new epoch");
        log.newEpoch(reason);
        steps.pass("behind a new epoch");
    }

    @Override
    public void anew(String reason) throws IOException {
        steps.pass("before a new epoch");
        log.anew(reason);
        steps.pass("behind a new epoch");
    }

    @Override
    public Position head() {
        steps.pass("before a snapshot");
        return log.head();
    }

    @Override
    public boolean isReplay() {
        return log.isReplay();
    }

    @Override
    public boolean ended() throws IOException {
        return log.ended();
    }

    @Override
    public Iterable<UpRecord> after(Position position) throws IOException {
        return log.after(position);
    }
}
