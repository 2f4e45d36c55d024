/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.alerting.ledger.evidence.BucketStore;
import io.nameplate.alerting.ledger.evidence.FolderStore;
import io.nameplate.alerting.ledger.evidence.ObjectStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an evidence store is: a folder, or a bucket that is written {@code s3://BUCKET/PREFIX/}.
 *
 * @param region of the bucket
 * @param endpoint of the service that has the bucket, unless it is AWS
 */
record EvidencePlace(String place, String region, Optional<URI> endpoint) {

    private static final String PLACE = "--evidence";
    private static final String REGION = "--s3-region";
    private static final String ENDPOINT = "--s3-endpoint";
    private static final Pattern BUCKET = Pattern.compile("s3://([^/]+)/?(.*)");

    /** The options of a command that reads an evidence store, its own among them. */
    static Set<String> options(String... others) {
        Set<String> options = new HashSet<>(Set.of(others));
        options.addAll(Set.of(PLACE, REGION, ENDPOINT));
        return options;
    }

    static EvidencePlace of(Arguments arguments) {
        String place = arguments.text(PLACE).orElseThrow(() -> new Arguments.WrongCall(PLACE + " is missing"));
        if (place.startsWith("s3:") && !BUCKET.matcher(place).matches()) {
            throw new Arguments.WrongCall(PLACE + " must be a folder or s3://BUCKET/PREFIX/, found '" + place + "'");
        }
        return new EvidencePlace(
                place,
                arguments.text(REGION).orElse("us-east-1"),
                arguments.text(ENDPOINT).map(EvidencePlace::address));
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() != null && address.getScheme().startsWith("http")) {
                return address;
            }
        } catch (URISyntaxException wrong) {
            throw new Arguments.WrongCall(noAddress(text));
        }
        throw new Arguments.WrongCall(noAddress(text));
    }

    private static String noAddress(String text) {
        return ENDPOINT + " must be an address such as http://127.0.0.1:9000, found '" + text + "'";
    }

    /**
     * Opens it to be read.
     *
     * @throws NoStore where nothing of an evidence store is found
     */
    ObjectStore open() {
        Matcher bucket = BUCKET.matcher(place);
        if (!bucket.matches()) {
            Path folder = Path.of(place);
            if (!Files.isDirectory(folder.resolve("settled"))) {
                throw new NoStore("the folder " + place + " is no evidence store: it has no folder 'settled'");
            }
            return new FolderStore(folder);
        }
        ObjectStore objects = new BucketStore(bucket.group(1), bucket.group(2), region, endpoint);
        Optional<String> problem = objects.problem();
        if (problem.isPresent() || objects.names("settled").isEmpty()) {
            objects.close();
            throw new NoStore(problem.orElse("nothing in " + place
                    + " begins with 'settled/': give the prefix too, as in s3://BUCKET/nameplate/"));
        }
        return objects;
    }

    /** Tells in a sentence why there is no evidence store. */
    static final class NoStore extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoStore(String sentence) {
            super(sentence);
        }
    }

    @Override
    public String toString() {
        return place;
    }
}
