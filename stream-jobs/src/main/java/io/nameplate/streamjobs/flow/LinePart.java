/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.HallPart;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/** What one hall has to say of one capacity line in one interval. */
public sealed interface LinePart extends HallWord {

    /** The type as Flink must know it. */
    TypeInformation<LinePart> TYPE = new FlatType<>(LinePart.class, new LinePartSerializer());

    LineInterval about();

    /**
     * The hall's part, replacing an earlier one.
     *
     * @param settled every collector of the hall has completed the interval, or the deadline has
     * @param registryVersion the version the part was made under
     * @param counted null where the line has nothing in any hall, and this hall only tells that the time has come
     */
    record Counted(
            LineInterval about,
            HallId hall,
            long generation,
            boolean settled,
            long registryVersion,
            @Nullable HallPart counted)
            implements LinePart {

        public Optional<HallPart> part() {
            return Optional.ofNullable(counted);
        }
    }

    /** The hall will send no other part. */
    record Forget(LineInterval about, HallId hall, long generation) implements LinePart {}
}
