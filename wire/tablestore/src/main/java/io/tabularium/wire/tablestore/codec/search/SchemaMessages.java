/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static io.tabularium.wire.tablestore.codec.search.TreeBudget.parse;

import com.google.protobuf.ByteString;
import io.tabularium.model.Errors;
import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexOptions;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.JsonType;
import io.tabularium.search.schema.VectorOptions;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import io.tabularium.wire.tablestore.proto.SearchIndexProto;
import io.tabularium.wire.tablestore.proto.SearchQueryProto;
import java.util.ArrayList;
import java.util.List;

/** The schema of a search index ⇄ its messages. */
final class SchemaMessages {
  private SchemaMessages() {}

  // ---- requests ---------------------------------------------------------------------------------

  static IndexSchema schema(SearchIndexProto.IndexSchema message) {
    return new IndexSchema(
        fields(message.getFieldSchemasList()),
        message.hasIndexSort() ? new QueryDecoder().sort(message.getIndexSort()) : null,
        message.getIndexSetting().getRoutingFieldsList());
  }

  static List<FieldSchema> fields(List<SearchIndexProto.FieldSchema> messages) {
    List<FieldSchema> fields = new ArrayList<>(messages.size());
    messages.forEach(message -> fields.add(field(message)));
    return fields;
  }

  private static FieldSchema field(SearchIndexProto.FieldSchema message) {
    if (!message.hasFieldType()) {
      throw Errors.searchSchemaInvalid();
    }
    return FieldSchema.builder(message.getFieldName(), fieldType(message.getFieldType()))
        .index(message.hasIndex() ? message.getIndex() : null)
        .sortAndAgg(message.hasSortAndAgg() ? message.getSortAndAgg() : null)
        .store(message.hasStore() ? message.getStore() : null)
        .array(message.hasIsArray() ? message.getIsArray() : null)
        .indexOptions(message.hasIndexOptions() ? options(message.getIndexOptions()) : null)
        .analyzer(message.hasAnalyzer() ? analyzer(message) : null)
        .subFields(fields(message.getFieldSchemasList()))
        .virtual(message.hasIsVirtualField() ? message.getIsVirtualField() : null)
        .sourceFields(message.getSourceFieldNamesList())
        .dateFormats(message.getDateFormatsList())
        .highlighting(message.hasEnableHighlighting() ? message.getEnableHighlighting() : null)
        .vectorOptions(message.hasVectorOptions() ? vector(message.getVectorOptions()) : null)
        .jsonType(message.hasJsonType() ? jsonType(message.getJsonType()) : null)
        .build();
  }

  private static FieldType fieldType(SearchIndexProto.FieldType type) {
    return switch (type) {
      case FT_LONG -> FieldType.LONG;
      case FT_DOUBLE -> FieldType.DOUBLE;
      case FT_BOOLEAN -> FieldType.BOOLEAN;
      case FT_KEYWORD -> FieldType.KEYWORD;
      case FT_TEXT -> FieldType.TEXT;
      case FT_NESTED -> FieldType.NESTED;
      case FT_GEO_POINT -> FieldType.GEO_POINT;
      case FT_DATE -> FieldType.DATE;
      case FT_VECTOR -> FieldType.VECTOR;
      case FT_FUZZY_KEYWORD -> FieldType.FUZZY_KEYWORD;
      case FT_IP -> FieldType.IP;
      case FT_JSON -> FieldType.JSON;
      case FT_FLATTENED -> FieldType.FLATTENED;
    };
  }

  private static IndexOptions options(SearchIndexProto.IndexOptions options) {
    return switch (options) {
      case IO_DOCS -> IndexOptions.DOCS;
      case IO_FREQS -> IndexOptions.FREQS;
      case IO_POSITIONS -> IndexOptions.POSITIONS;
      case IO_OFFSETS -> IndexOptions.OFFSETS;
    };
  }

  private static JsonType jsonType(SearchIndexProto.JsonType type) {
    return switch (type) {
      case JT_OBJECT -> JsonType.OBJECT;
      case JT_NESTED -> JsonType.NESTED;
    };
  }

  private static VectorOptions vector(SearchIndexProto.VectorOptions message) {
    return new VectorOptions(
        message.getDimension(),
        !message.hasMetricType()
            ? null
            : switch (message.getMetricType()) {
              case VM_EUCLIDEAN -> VectorOptions.Metric.EUCLIDEAN;
              case VM_COSINE -> VectorOptions.Metric.COSINE;
              case VM_DOT_PRODUCT -> VectorOptions.Metric.DOT_PRODUCT;
            });
  }

  private static Analyzer analyzer(SearchIndexProto.FieldSchema message) {
    ByteString parameter = message.getAnalyzerParameter();
    return switch (message.getAnalyzer()) {
      case "single_word" -> {
        SearchIndexProto.SingleWordAnalyzerParameter options =
            parse(SearchIndexProto.SingleWordAnalyzerParameter.parser(), parameter);
        yield Analyzer.singleWord(
            options.hasCaseSensitive() ? options.getCaseSensitive() : null,
            options.hasDelimitWord() ? options.getDelimitWord() : null);
      }
      case "max_word" -> Analyzer.of(Analyzer.Kind.MAX_WORD);
      case "min_word" -> Analyzer.of(Analyzer.Kind.MIN_WORD);
      case "split" -> {
        SearchIndexProto.SplitAnalyzerParameter options =
            parse(SearchIndexProto.SplitAnalyzerParameter.parser(), parameter);
        yield Analyzer.split(
            options.hasDelimiter() ? options.getDelimiter() : null,
            options.hasCaseSensitive() ? options.getCaseSensitive() : null);
      }
      case "fuzzy" -> {
        SearchIndexProto.FuzzyAnalyzerParameter options =
            parse(SearchIndexProto.FuzzyAnalyzerParameter.parser(), parameter);
        yield Analyzer.fuzzy(
            options.hasMinChars() ? options.getMinChars() : null,
            options.hasMaxChars() ? options.getMaxChars() : null,
            options.hasCaseSensitive() ? options.getCaseSensitive() : null);
      }
      default -> throw Errors.searchFieldInvalid(message.getFieldName(), "has an unknown analyzer");
    };
  }

  // ---- replies ----------------------------------------------------------------------------------

  static SearchIndexProto.FieldSchema message(FieldSchema field) {
    SearchIndexProto.FieldSchema.Builder message =
        SearchIndexProto.FieldSchema.newBuilder()
            .setFieldName(field.name())
            .setFieldType(fieldType(field.type()))
            .setIndex(field.indexed())
            .addAllSourceFieldNames(field.sourceFields())
            .addAllDateFormats(field.dateFormats());
    if (field.sortAndAgg() != null) {
      message.setSortAndAgg(field.sortAndAgg());
    }
    if (field.store() != null) {
      message.setStore(field.store());
    }
    if (field.array() != null) {
      message.setIsArray(field.array());
    }
    if (field.virtual() != null) {
      message.setIsVirtualField(field.virtual());
    }
    if (field.highlighting() != null) {
      message.setEnableHighlighting(field.highlighting());
    }
    if (field.indexOptions() != null) {
      message.setIndexOptions(
          switch (field.indexOptions()) {
            case DOCS -> SearchIndexProto.IndexOptions.IO_DOCS;
            case FREQS -> SearchIndexProto.IndexOptions.IO_FREQS;
            case POSITIONS -> SearchIndexProto.IndexOptions.IO_POSITIONS;
            case OFFSETS -> SearchIndexProto.IndexOptions.IO_OFFSETS;
          });
    }
    if (field.type() == FieldType.TEXT) {
      analyzer(field.effectiveAnalyzer(), message);
    }
    if (field.vectorOptions() != null) {
      message.setVectorOptions(vector(field.vectorOptions()));
    }
    if (field.jsonType() != null) {
      message.setJsonType(
          field.jsonType() == JsonType.OBJECT
              ? SearchIndexProto.JsonType.JT_OBJECT
              : SearchIndexProto.JsonType.JT_NESTED);
    }
    field.subFields().forEach(sub -> message.addFieldSchemas(message(sub)));
    return message.build();
  }

  private static SearchIndexProto.FieldType fieldType(FieldType type) {
    return switch (type) {
      case LONG -> SearchIndexProto.FieldType.FT_LONG;
      case DOUBLE -> SearchIndexProto.FieldType.FT_DOUBLE;
      case BOOLEAN -> SearchIndexProto.FieldType.FT_BOOLEAN;
      case KEYWORD -> SearchIndexProto.FieldType.FT_KEYWORD;
      case FUZZY_KEYWORD -> SearchIndexProto.FieldType.FT_FUZZY_KEYWORD;
      case TEXT -> SearchIndexProto.FieldType.FT_TEXT;
      case NESTED -> SearchIndexProto.FieldType.FT_NESTED;
      case GEO_POINT -> SearchIndexProto.FieldType.FT_GEO_POINT;
      case DATE -> SearchIndexProto.FieldType.FT_DATE;
      case VECTOR -> SearchIndexProto.FieldType.FT_VECTOR;
      case IP -> SearchIndexProto.FieldType.FT_IP;
      case JSON -> SearchIndexProto.FieldType.FT_JSON;
      case FLATTENED -> SearchIndexProto.FieldType.FT_FLATTENED;
    };
  }

  private static SearchIndexProto.VectorOptions vector(VectorOptions options) {
    return SearchIndexProto.VectorOptions.newBuilder()
        .setDataType(SearchIndexProto.VectorDataType.VD_FLOAT_32)
        .setDimension(options.dimension())
        .setMetricType(
            switch (options.metric()) {
              case EUCLIDEAN -> SearchIndexProto.VectorMetricType.VM_EUCLIDEAN;
              case COSINE -> SearchIndexProto.VectorMetricType.VM_COSINE;
              case DOT_PRODUCT -> SearchIndexProto.VectorMetricType.VM_DOT_PRODUCT;
            })
        .build();
  }

  private static void analyzer(Analyzer analyzer, SearchIndexProto.FieldSchema.Builder message) {
    message.setAnalyzer(
        switch (analyzer.kind()) {
          case SINGLE_WORD -> "single_word";
          case MAX_WORD -> "max_word";
          case MIN_WORD -> "min_word";
          case SPLIT -> "split";
          case FUZZY -> "fuzzy";
        });
    if (!analyzer.hasOptions()) {
      return;
    }
    switch (analyzer.kind()) {
      case SINGLE_WORD -> {
        SearchIndexProto.SingleWordAnalyzerParameter.Builder options =
            SearchIndexProto.SingleWordAnalyzerParameter.newBuilder();
        if (analyzer.caseSensitive() != null) {
          options.setCaseSensitive(analyzer.caseSensitive());
        }
        if (analyzer.delimitWord() != null) {
          options.setDelimitWord(analyzer.delimitWord());
        }
        message.setAnalyzerParameter(options.build().toByteString());
      }
      case SPLIT -> {
        SearchIndexProto.SplitAnalyzerParameter.Builder options =
            SearchIndexProto.SplitAnalyzerParameter.newBuilder();
        if (analyzer.delimiter() != null) {
          options.setDelimiter(analyzer.delimiter());
        }
        if (analyzer.caseSensitive() != null) {
          options.setCaseSensitive(analyzer.caseSensitive());
        }
        message.setAnalyzerParameter(options.build().toByteString());
      }
      case FUZZY -> {
        SearchIndexProto.FuzzyAnalyzerParameter.Builder options =
            SearchIndexProto.FuzzyAnalyzerParameter.newBuilder();
        if (analyzer.minChars() != null) {
          options.setMinChars(analyzer.minChars());
        }
        if (analyzer.maxChars() != null) {
          options.setMaxChars(analyzer.maxChars());
        }
        if (analyzer.caseSensitive() != null) {
          options.setCaseSensitive(analyzer.caseSensitive());
        }
        message.setAnalyzerParameter(options.build().toByteString());
      }
      case MAX_WORD, MIN_WORD -> {}
    }
  }

  /** The order of an index, as its schema allows it: by key and by fields. */
  static SearchQueryProto.Sort message(Sort presort) {
    SearchQueryProto.Sort.Builder message = SearchQueryProto.Sort.newBuilder();
    for (Sorter sorter : presort.sorters()) {
      SearchQueryProto.SortOrder order =
          sorter.order() == SortOrder.DESC
              ? SearchQueryProto.SortOrder.SO_DESC
              : SearchQueryProto.SortOrder.SO_ASC;
      if (sorter instanceof FieldSort field) {
        SearchQueryProto.FieldSort.Builder by =
            SearchQueryProto.FieldSort.newBuilder().setFieldName(field.field()).setOrder(order);
        if (field.mode() != null) {
          by.setMode(
              switch (field.mode()) {
                case MIN -> SearchQueryProto.SortMode.MODE_MIN;
                case MAX -> SearchQueryProto.SortMode.MODE_MAX;
                case AVG -> SearchQueryProto.SortMode.MODE_AVG;
              });
        }
        message.addSorter(SearchQueryProto.Sorter.newBuilder().setFieldSort(by));
      } else if (sorter instanceof KeySort) {
        message.addSorter(
            SearchQueryProto.Sorter.newBuilder()
                .setPkSort(SearchQueryProto.PrimaryKeySort.newBuilder().setOrder(order)));
      } else {
        throw new IllegalArgumentException("not an order of an index: " + sorter);
      }
    }
    return message.build();
  }
}
