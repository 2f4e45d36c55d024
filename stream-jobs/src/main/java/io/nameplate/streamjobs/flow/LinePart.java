/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.Headroom;
import java.util.List;
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
     * @param headroom what would be lost in the hall if a unit of the plant tripped as the interval ends
     */
    record Counted(
            LineInterval about,
            HallId hall,
            long generation,
            boolean settled,
            long registryVersion,
            @Nullable HallPart counted,
            List<Headroom.Unit> headroom)
            implements LinePart {

        public Counted {
            headroom = List.copyOf(headroom);
        }

        /** A part of whose headroom nothing is known. */
        public Counted(
                LineInterval about,
                HallId hall,
                long generation,
                boolean settled,
                long registryVersion,
                @Nullable HallPart counted) {
            this(about, hall, generation, settled, registryVersion, counted, List.of());
        }

        public Optional<HallPart> part() {
            return Optional.ofNullable(counted);
        }
    }

    /** The hall will send no other part. */
    record Forget(LineInterval about, HallId hall, long generation) implements LinePart {}
}
