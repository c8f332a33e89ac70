using System.Globalization;
using System.Text.Json;
using Abalone.Shared;

namespace Abalone.Train;

/// <summary>Reads <c>hyperparameters.json</c>: a flat object whose values are all strings, as the service writes it.</summary>
internal sealed class HyperParameterFile
{
    private readonly string _path;
    private readonly Dictionary<string, string> _values;
    private readonly List<string> _problems = [];

    private HyperParameterFile(string path, Dictionary<string, string> values)
    {
        _path = path;
        _values = values;
    }

    /// <summary>The hyperparameters, or a failure that names every bad one with what was expected.</summary>
    public static HyperParameters Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new StepFailureException($"{path} does not exist; a training job gets its hyperparameters there");
        }

        try
        {
            var values = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
            return new HyperParameterFile(path, values).Take();
        }
        catch (JsonException malformed)
        {
            throw new StepFailureException($"{path} is not a JSON object of strings: {malformed.Message}", malformed);
        }
    }

    private HyperParameters Take()
    {
        var taken = new HyperParameters(
            Whole("num_round", null, atLeast: 1, atMost: 100_000),
            Whole("max_depth", 6, atLeast: 0, atMost: 1_000),
            Number("eta", 0.3, "above 0, up to 1", value => value is > 0 and <= 1),
            Number("gamma", 0, "0 or more", value => value >= 0),
            Number("min_child_weight", 1, "0 or more", value => value >= 0),
            Number("subsample", 1, "above 0, up to 1", value => value is > 0 and <= 1),
            Objective(),
            Whole("seed", 0, atLeast: 0, atMost: int.MaxValue));
        _problems.AddRange(_values.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}' is not a hyperparameter of this program"));
        return _problems.Count == 0
            ? taken
            : throw new StepFailureException($"{_path}: {string.Join("; ", _problems)}");
    }

    private string Objective()
    {
        // reg:linear is what reg:squarederror was called in the days of the example pipelines.
        var objective = _values.Remove("objective", out var given) ? given : "reg:squarederror";
        if (objective is not ("reg:squarederror" or "reg:linear"))
        {
            _problems.Add($"objective is '{objective}', expected reg:squarederror or reg:linear");
        }

        return objective;
    }

    private int Whole(string name, int? otherwise, int atLeast, int atMost)
    {
        if (!_values.Remove(name, out var text))
        {
            if (otherwise is null)
            {
                _problems.Add($"{name} is missing, expected a whole number from {atLeast} to {atMost}");
            }

            return otherwise ?? atLeast;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < atLeast || value > atMost)
        {
            _problems.Add($"{name} is '{text}', expected a whole number from {atLeast} to {atMost}");
        }

        return value;
    }

    private double Number(string name, double otherwise, string expected, Func<double, bool> allowed)
    {
        if (!_values.Remove(name, out var text))
        {
            return otherwise;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value) || !allowed(value))
        {
            _problems.Add($"{name} is '{text}', expected a number {expected}");
        }

        return value;
    }
}
