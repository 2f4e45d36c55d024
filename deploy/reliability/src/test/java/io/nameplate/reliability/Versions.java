/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The registry versions of one run; who asks hears of the newest at once. */
final class Versions implements RegistryAccess {

    private static final long serialVersionUID = 1L;

    private final transient List<Registry> all = new ArrayList<>();

    Versions(String text) {
        record(text);
    }

    /** Records the next version. */
    void record(String text) {
        all.add(RegistryReader.read(List.of(new Document("site.yaml", text)), all.size() + 1));
    }

    @Override
    public Registry current() {
        return all.get(all.size() - 1);
    }

    Registry first() {
        return all.get(0);
    }

    @Override
    public Registry atLeast(long version) {
        return current();
    }

    @Override
    public Optional<Registry> version(long number) {
        return all.stream().filter(one -> one.version() == number).findFirst();
    }
}
