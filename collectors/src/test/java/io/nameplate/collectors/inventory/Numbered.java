/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.List;

/** Drafts as records of one epoch, numbered as a spool does, without its chain. */
public final class Numbered {

    public static final EpochId EPOCH = EpochId.of(0, 0, 0);

    private Numbered() {}

    public static UpRecord record(long seq, Draft draft) {
        return new UpRecord(
                EPOCH,
                seq,
                0,
                Link.EMPTY,
                draft.through(),
                draft.kind(),
                draft.hall().orElse(null),
                draft.body());
    }

    static List<UpRecord> records(List<Draft> drafts) {
        List<UpRecord> records = new ArrayList<>();
        drafts.forEach(draft -> records.add(record(records.size() + 1, draft)));
        return records;
    }
}
